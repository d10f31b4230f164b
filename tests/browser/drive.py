#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""drive.py PAGES PICTURES: opens the pages in a headless browser and prints a line for each check."""
import json
import pathlib
import sys
import time
import traceback

from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

SAMPLES = ("depot-takes-down-lens", "driver-out-of-memory", "image-cannot-be-pulled")
HISTORIES = ("timeline", "diff", "replay")
WIDTHS = (1440, 768, 390)

# The colours of what is written and of what is behind it, for each element with text of its own.
CONTRASTS = """
function rgb(text) {
  var m = text.match(/[\\d.]+/g).map(Number);
  return {r: m[0], g: m[1], b: m[2], a: m.length > 3 ? m[3] : 1};
}
function light(c) {
  return [c.r, c.g, c.b].map(function (v) {
    v /= 255;
    return v <= 0.03928 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
  }).reduce(function (sum, v, i) { return sum + v * [0.2126, 0.7152, 0.0722][i]; }, 0);
}
function behind(e) {
  var bar = e.closest('g.s') && e.closest('g.s').querySelector('line');
  if (bar) return rgb(getComputedStyle(bar).stroke);
  for (; e; e = e.parentElement) {
    var box = e.tagName === 'svg' && e.querySelector(':scope > rect.n');
    var c = rgb(getComputedStyle(box || e)[box ? 'fill' : 'backgroundColor']);
    if (c.a === 1) return c;
  }
  return {r: 255, g: 255, b: 255, a: 1};
}
var bad = [];
document.querySelectorAll('body *').forEach(function (e) {
  var own = Array.from(e.childNodes).some(function (n) { return n.nodeType === 3 && n.data.trim(); });
  if (!own || !e.getClientRects().length || e.tagName === 'title') return;
  var style = getComputedStyle(e);
  var ink = rgb(e.ownerSVGElement ? style.fill : style.color);
  var a = light(ink), b = light(behind(e));
  var ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  if (ratio < 4.5) bad.push(e.tagName + '.' + (e.className.baseVal || e.className) + ' ' +
    ratio.toFixed(2) + ' ' + e.textContent.slice(0, 30));
});
return bad;
"""

# Names that assistive technology would have nothing to say for, ids that stand twice, dead links.
STRUCTURE = """
var bad = [];
document.querySelectorAll('button, a, input, select').forEach(function (e) {
  var label = e.getAttribute('aria-label') || e.textContent || (e.labels && e.labels.length);
  if (!label) bad.push('no name: ' + e.outerHTML.slice(0, 80));
});
var ids = {};
document.querySelectorAll('[id]').forEach(function (e) {
  if (ids[e.id]) bad.push('id twice: ' + e.id.slice(0, 60));
  ids[e.id] = true;
});
document.querySelectorAll('a[href]').forEach(function (e) {
  var href = e.getAttribute('href');
  if (href[0] !== '#') bad.push('leads out: ' + href.slice(0, 60));
  else if (!document.getElementById(decodeURIComponent(href.slice(1))))
    bad.push('leads nowhere: ' + href.slice(0, 60));
});
if (document.querySelectorAll('h1').length !== 1) bad.push('not one h1');
return bad;
"""

INTRUDERS = """
return Array.from(document.querySelectorAll('script, img, iframe, object, embed, link, base, form')).filter(
  function (e) { return !(e.tagName === 'SCRIPT' && e.parentElement === document.head) && e.id !== 'filters'; }
).concat(Array.from(document.querySelectorAll('*')).filter(function (e) {
  return e.getAttributeNames().some(function (n) { return /^on/.test(n) || n === 'style'; });
})).map(function (e) { return e.outerHTML.slice(0, 80); }).concat(
  document.querySelectorAll('script').length !== 1 ? ['not one script'] : []);
"""


# How long the slowest of some searches takes until the page shows what it found.
SEARCHES = """
  var q = document.getElementById('q'), times = [];
  ['app-0042', 'area-07', 'failed', 'zzz', ''].forEach(function (word) {
    var from = performance.now();
    q.value = word;
    q.dispatchEvent(new Event('input'));
    document.body.offsetHeight;
    times.push(performance.now() - from);
  });
  return Math.max.apply(null, times);"""


def start(script=True):
    options = webdriver.ChromeOptions()
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                 "--disable-dev-shm-usage", "--force-prefers-reduced-motion"):
        options.add_argument(flag)
    options.binary_location = "/usr/bin/chromium"
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    if not script:
        options.add_experimental_option("prefs",
                                        {"profile.managed_default_content_settings.javascript": 2})
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)


class Reader:
    """A person with a browser and a page."""

    def __init__(self, driver, pages, pictures):
        self.driver, self.pages, self.pictures = driver, pages, pictures
        self.requests = []

    def open(self, name, anchor=""):
        self.driver.get("about:blank")
        self.driver.get(f"file://{self.pages}/{name}.html{anchor}")

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def one(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def press(self, key):
        ActionChains(self.driver).send_keys(key).perform()

    def rows(self):
        return self.run("return Array.from(document.querySelectorAll('#all tbody tr')).filter("
                        "function (tr) { return tr.getClientRects().length; }).map("
                        "function (tr) { return tr.cells[0].textContent; })")

    def choose(self, name, value):
        self.run("var s = document.getElementById(arguments[0]); s.value = arguments[1];"
                 "s.dispatchEvent(new Event('change'))", name, value)

    def console(self):
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def outside(self):
        """Requests for anything but the pages themselves."""
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                self.requests.append(message["params"]["request"]["url"])
        return [url for url in self.requests
                if not url.startswith((f"file://{self.pages}/", "about:", "data:,", "chrome://"))]

    def size(self, width, height=900):
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})

    def shoot(self, name, width, whole=True):
        self.size(width)
        high = self.run("return document.documentElement.scrollHeight") if whole else 900
        self.size(width, min(high, 6000))
        self.driver.save_screenshot(f"{self.pictures}/{name}-{width}.png")
        self.size(width)


def check(name, good, why=""):
    print(f"ok browser/{name}" if good else f"not ok browser/{name} {str(why)[:300]}", flush=True)


def check_samples(r):
    for name in SAMPLES + HISTORIES:
        for width in WIDTHS:
            r.size(width)
            r.open(name)
            wide = r.run("return document.documentElement.scrollWidth")
            check(f"{name}/{width}-fits", wide <= width, f"{wide} wide")
            aside = r.run("return Array.from(document.querySelectorAll('.wide')).filter("
                          "function (e) { return e.scrollWidth > e.clientWidth; }).length")
            if name in HISTORIES:
                check(f"{name}/{width}-nothing-aside", not aside, aside)
            r.shoot(name, width)
        r.size(1440)
        bad = r.run(STRUCTURE)
        check(f"{name}/structure", not bad, bad)
        check(f"{name}/intruders", not r.run(INTRUDERS), r.run(INTRUDERS))
        for scheme in ("light", "dark"):
            r.run("document.documentElement.dataset.theme = arguments[0]", scheme)
            r.run("document.querySelectorAll('details').forEach(function (d) { d.open = true; })")
            bad = r.run(CONTRASTS)
            check(f"{name}/contrast-{scheme}", not bad, bad)
        r.driver.save_screenshot(f"{r.pictures}/{name}-dark.png")


def check_search(r):
    r.open(SAMPLES[0])
    everything = len(r.rows())
    check("all-shown", everything == 15, everything)
    r.one("#q").send_keys("freightlake")
    check("search", 0 < len(r.rows()) < everything and "freightlake" in r.rows(), r.rows())
    r.one("#q").send_keys(Keys.ESCAPE)
    check("escape-clears", len(r.rows()) == everything and not r.run(
        "return document.getElementById('q').value"), r.rows())
    r.choose("by-health", "=failed")
    check("filter-health", len(r.rows()) == 4, r.rows())
    r.choose("by-type", "=pod")
    check("filter-two", r.rows() == ["shipments-k4ow-0211061402-driver"], r.rows())
    check("filter-told", "1 of 1 that match, 15" in r.one("#shown").text, r.one("#shown").text)
    r.one("#filters button").click()
    time.sleep(0.1)
    check("clear", len(r.rows()) == everything, r.rows())
    for name, value, wanted in (("by-workspace", "=", 4), ("by-owner", "=ruimtavares", 5)):
        r.choose(name, value)
        check(f"filter-{name}", len(r.rows()) == wanted, r.rows())
        r.choose(name, "*")
    r.one("a[data-health=failed]").click()
    check("legend-filters", len(r.rows()) == 4, r.rows())


def check_sort(r):
    r.open(SAMPLES[0])
    button = r.one("#all thead th:first-child button")
    button.click()
    up = r.rows()
    check("sort-up", up == sorted(up), up)
    check("sort-told", r.one("#all thead th").get_attribute("aria-sort") == "ascending")
    button.click()
    check("sort-down", r.rows() == up[::-1], r.rows())
    r.one("#all thead th:nth-child(4) button").click()
    r.one("#all thead th:nth-child(4) button").click()
    check("sort-by-health", r.rows()[0] == "freightlake", r.rows())


def check_links(r):
    r.open(SAMPLES[0], "#service:v1:shipment-insights-api:logistics")
    check("permalink-opens", r.run("return document.querySelector(':target').open") is True)
    r.open(SAMPLES[0], "#workflow:v1:carrier-scorecard:logistics")
    check("permalink-row", r.run("return document.querySelector(':target').tagName") == "TR")
    r.open("many", "#service:v1:app-009999:area-17")
    row = r.run("return document.querySelector(':target').getClientRects().length")
    check("permalink-beyond-page", row == 1, row)


def check_keys(r):
    r.open(SAMPLES[0])
    r.press("/")
    check("key-search", r.run("return document.activeElement.id") == "q")
    r.one("#q").send_keys("t", Keys.ESCAPE)
    check("key-not-while-typing", not r.run("return document.documentElement.dataset.theme"))
    r.press("j")
    check("key-next", r.run("return document.activeElement.id") == "depot:v2alpha:freightlake")
    r.press("j")
    check("key-next-summary", r.run("return document.activeElement.tagName") == "SUMMARY")
    r.press("k")
    check("key-back", r.run("return document.activeElement.id") == "depot:v2alpha:freightlake")
    r.open(SAMPLES[0])
    r.press(Keys.TAB)
    check("key-skip-link", r.run("return document.activeElement.className") == "skip")


def check_theme(r):
    r.open(SAMPLES[0])
    ground = "return getComputedStyle(document.documentElement).backgroundColor"
    before = r.run(ground)
    r.one("#theme").click()
    check("theme-flips", before != r.run(ground), before)
    for _ in range(10):  # another process of the browser may read it before this one has written it
        r.open(SAMPLES[0])
        if before != r.run(ground):
            break
        time.sleep(0.1)
    check("theme-kept", before != r.run(ground), before)
    r.run("localStorage.clear()")
    r.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [
        {"name": "prefers-color-scheme", "value": "dark"}]})
    r.open(SAMPLES[0])
    check("theme-of-the-system", before != r.run(ground), before)
    r.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def check_copy(r):
    r.open(SAMPLES[0])
    r.run("navigator.clipboard.writeText = function (t) { window.copied = t; return Promise.resolve(); }")
    r.one("pre.cmd button").click()
    check("copy", r.run("return window.copied") == "dataos-ctl resource apply -l -f FILE",
          r.run("return window.copied"))


def check_hostile(r):
    for name in ("hostile", "hostile-timeline", "hostile-diff", "hostile-replay"):
        r.open(name)
        check(f"{name}/intruders", not r.run(INTRUDERS), r.run(INTRUDERS))
        bad = [one for one in r.run(STRUCTURE) if not one.startswith("leads nowhere")]
        check(f"{name}/structure", not bad, bad)
        check(f"{name}/title", r.driver.title == "</title><script>alert(1)</script>", r.driver.title)
        for width in WIDTHS:
            r.size(width)
            wide = r.run("return document.documentElement.scrollWidth - innerWidth")
            check(f"{name}/{width}-fits", wide <= 0, wide)
        check(f"{name}/rows", len(r.rows()) > 20, len(r.rows()))
        r.size(1440)


def names(r):
    """The names in the rows that are shown of a page about many dumps."""
    return r.run("return Array.from(document.querySelectorAll('#all tbody tr')).filter("
                 "function (tr) { return tr.getClientRects().length; }).map("
                 "function (tr) { return tr.querySelector('a').textContent; })")


def check_timeline(r):
    r.open("timeline")
    broke = ["sensorlake", "yield-forecast", "alerts-feed", "yield-forecast-api", "irrigation-plan",
             "demo-portal", "nightly-climate"]
    check("timeline/broke-first-is-first", names(r) == broke, names(r))
    check("timeline/verdict", r.one(".verdict").text == "depot sensorlake broke first, between 06:00 and 06:15",
          r.one(".verdict").text)
    check("timeline/others", r.one(".sub").text == "6 others broke later.", r.one(".sub").text)
    r.one("#q").send_keys("greenhouse failed")
    check("timeline/search", names(r) == ["yield-forecast", "alerts-feed", "nightly-climate"], names(r))
    r.one("#q").send_keys(Keys.ESCAPE)
    r.choose("by-type", "=service")
    check("timeline/filter", names(r) == ["alerts-feed", "yield-forecast-api", "demo-portal"], names(r))
    r.choose("by-type", "*")
    r.one(".legend a[data-course='broken at the end']").click()
    check("timeline/legend-filters", names(r) == ["demo-portal", "nightly-climate"], names(r))
    r.one("#filters button").click()
    time.sleep(0.1)
    r.one("#all thead th:nth-child(3) button").click()
    check("timeline/sort-by-health", names(r)[-1] == "nightly-climate", names(r))
    r.one("#all thead th:nth-child(1) button").click()
    check("timeline/sort-back", names(r) == broke, names(r))
    spread = r.run("""
        var lane = document.querySelector('#all tbody tr svg.lane'), box = lane.getBoundingClientRect();
        return Array.from(document.querySelectorAll('#all thead .tick')).map(function (t) {
          return Math.round((t.getBoundingClientRect().x - box.x) / box.width * 8); });""")
    check("timeline/true-to-time", spread == [0, 1, 2, 3, 4, 6, 7, 8], spread)
    drawn = r.run("""
        var bar = document.querySelector('#all tbody tr .s6 line').getBoundingClientRect();
        var box = document.querySelector('#all tbody tr svg.lane').getBoundingClientRect();
        return [bar.x, bar.right].map(function (x) { return Math.round((x - box.x) / box.width * 8); });""")
    check("timeline/failed-from-to", drawn == [1, 6], drawn)
    titles = r.run("return Array.from(document.querySelectorAll('#all tbody tr:first-child title')).map("
                   "function (t) { return t.textContent; })")
    check("timeline/titles", "failed 06:15 to 07:30: status error" in titles, titles)


def check_timeline_links(r):
    address = "#t:2026-03-14T06:30:00Z:lens:v1alpha:yield-forecast:greenhouse"
    r.open("timeline", address)
    check("timeline/permalink", "yield-forecast" in r.run("return document.querySelector(':target').textContent"))
    check("timeline/permalink-is-told", r.run(
        "return document.querySelector(':target .perma').getAttribute('href')") == address)
    r.open("timeline", "#service:v1:demo-portal:greenhouse")
    check("timeline/permalink-lane", r.run("return document.querySelector(':target').tagName") == "TR")
    r.press("j")
    check("timeline/key-next", r.run("return document.activeElement.textContent") == "sensorlake")
    r.press("j")
    r.press("j")
    r.press("k")
    check("timeline/key-back", r.run("return document.activeElement.textContent") == "yield-forecast")
    r.press("/")
    check("timeline/key-search", r.run("return document.activeElement.id") == "q")
    r.open("timeline-nothing")
    check("timeline/nothing", r.one(".verdict").text == "Nothing broke", r.one(".verdict").text)


def check_diff(r):
    r.open("diff")
    check("diff/worse-first", names(r) == ["alerts-feed", "demo-portal", "irrigation-plan"], names(r))
    r.choose("by-change", "=recovered")
    check("diff/filter", names(r) == ["irrigation-plan"], names(r))
    r.one(".legend a[data-change=worse]").click()
    check("diff/legend-filters", names(r) == ["alerts-feed"], names(r))
    check("diff/told", "1 of 1 that match, 3 in all" in r.one("#shown").text, r.one("#shown").text)
    r.one("#filters button").click()
    time.sleep(0.1)
    r.press("j")
    check("diff/key-next", r.run("return document.activeElement.textContent") == "alerts-feed")
    r.open("diff-nothing")
    check("diff/nothing", r.one(".verdict").text == "Nothing changed" and not names(r), names(r))


def check_replay(r):
    r.open("replay")
    fired = ["lens-status", "feed-failed", "feed-failed", "portal-deleted"]
    check("replay/in-order", names(r) == fired, names(r))
    check("replay/verdict", r.one(".verdict").text == "4 resources were broken and no alert fired",
          r.one(".verdict").text)
    r.one(".legend a[data-told='nobody told']").click()
    check("replay/legend-filters", names(r) == ["lens-status", "portal-deleted"], names(r))
    r.one("#filters button").click()
    time.sleep(0.1)
    r.choose("by-type", "=lens")
    check("replay/filter", names(r) == ["lens-status"], names(r))
    r.open("replay", "#i:2026-03-14T06:50:00Zfeed-failed:service:v1:alerts-feed:greenhouse")
    check("replay/permalink", "feed-failed" in r.run(
        "return document.querySelector(':target').textContent"))


def measure_many_lanes(r):
    r.open("many-timeline")
    paint = r.run("return performance.getEntriesByName('first-contentful-paint')[0].startTime")
    ready = r.run("return performance.timing.domContentLoadedEventEnd - performance.timing.navigationStart")
    check("many-lanes-first-page", len(names(r)) == 200, len(names(r)))
    spent = r.run(SEARCHES)
    check("many-lanes-others", r.one(".sub").text == "3333 others were broken then, too; 6666 others broke later.",
          r.one(".sub").text)
    lanes = r.run("return document.querySelectorAll('#all svg.lane').length")
    r.one("#more").click()
    check("many-lanes-all", len(names(r)) == 10000, len(names(r)))
    size = pathlib.Path(f"{r.pages}/many-timeline.html").stat().st_size
    print(f"note 10000 lanes, {lanes} drawn, {size / 1e6:.1f} MB: first paint {paint:.0f} ms, "
          f"ready {ready:.0f} ms, filter {spent:.0f} ms at most", flush=True)


def check_policy(r):
    """Nothing that is put into the page later may run."""
    r.open(SAMPLES[0])
    r.run("var s = document.createElement('script'); s.textContent = 'window.intruder = 1';"
          "document.head.appendChild(s)")
    check("policy-holds", not r.run("return window.intruder"))
    r.run("var i = document.createElement('img'); i.src = 'http://localhost:9/x.png';"
          "document.body.appendChild(i)")
    refused = [m for m in r.console() if "Content Security Policy" in m]
    check("policy-refuses", len(refused) == 2, refused)
    r.outside()
    r.requests = []


def measure_many(r):
    r.open("many")
    paint = r.run("return performance.getEntriesByName('first-contentful-paint')[0].startTime")
    ready = r.run("return performance.timing.domContentLoadedEventEnd - performance.timing.navigationStart")
    spent = r.run(SEARCHES)
    sort = r.run("""
        var from = performance.now();
        document.querySelector('#all thead th:nth-child(3) button').click();
        document.body.offsetHeight;
        return performance.now() - from;""")
    check("many-first-page", len(r.rows()) == 200, len(r.rows()))
    r.one("#more").click()
    check("many-all", len(r.rows()) == 10000, len(r.rows()))
    print(f"note 10000 resources: first paint {paint:.0f} ms, ready {ready:.0f} ms, "
          f"filter {spent:.0f} ms at most, sort {sort:.0f} ms", flush=True)


def check_without_script(pages, pictures):
    driver = start(script=False)
    try:
        r = Reader(driver, pages, pictures)
        r.open(SAMPLES[0])
        rows = driver.find_elements(By.CSS_SELECTOR, "#all tbody tr")
        check("no-script/rows", len(rows) == 15 and all(row.is_displayed() for row in rows))
        check("no-script/no-controls", not driver.find_element(By.ID, "filters").is_displayed())
        driver.find_element(By.CSS_SELECTOR, ".verdict a").click()
        check("no-script/anchor", driver.current_url.endswith("#depot:v2alpha:freightlake"))
        for name, lanes, n in (("timeline", 8, 7), ("diff", 0, 3), ("replay", 0, 4)):
            r.open(name)
            rows = driver.find_elements(By.CSS_SELECTOR, "#all tbody tr")
            check(f"no-script/{name}-rows", len(rows) == n and all(row.is_displayed() for row in rows))
            drawn = driver.find_elements(By.CSS_SELECTOR, "#all svg.lane")
            check(f"no-script/{name}-lanes", len(drawn) == lanes, len(drawn))
        r.open("many-timeline")
        shown = driver.find_elements(By.CSS_SELECTOR, "#all tbody tr:last-child")
        check("no-script/many-lanes", len(shown) == 1 and shown[0].is_displayed())
    finally:
        driver.quit()


def main():
    pages, pictures = (str(pathlib.Path(p).resolve()) for p in sys.argv[1:3])
    driver = start()
    try:
        r = Reader(driver, pages, pictures)
        for part in (check_samples, check_search, check_sort, check_links, check_keys, check_theme,
                     check_copy, check_hostile, check_timeline, check_timeline_links, check_diff, check_replay,
                     measure_many,
                     measure_many_lanes):
            try:
                part(r)
            except Exception:
                check(part.__name__, False, traceback.format_exc(limit=-1).replace("\n", " "))
        console = r.console()
        check("console-empty", not console, console)
        check("no-request-leaves", not r.outside(), r.outside())
        check_policy(r)
    finally:
        driver.quit()
    check_without_script(pages, pictures)


if __name__ == "__main__":
    main()
