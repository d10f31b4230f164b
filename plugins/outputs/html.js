(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");
  var page = 200;
  var stored = null;
  try { stored = localStorage.getItem("inquest-theme"); } catch (e) { stored = null; }
  if (stored === "dark" || stored === "light") root.dataset.theme = stored;

  function $(id) { return document.getElementById(id); }
  function each(selector, act) { Array.prototype.forEach.call(document.querySelectorAll(selector), act); }

  /* ---- dark and light ---- */

  function isDark() {
    if (root.dataset.theme) return root.dataset.theme === "dark";
    return matchMedia("(prefers-color-scheme: dark)").matches;
  }
  function nameTheme() { $("theme").textContent = isDark() ? "Light" : "Dark"; }
  function flipTheme() {
    root.dataset.theme = isDark() ? "light" : "dark";
    try { localStorage.setItem("inquest-theme", root.dataset.theme); } catch (e) { return nameTheme(); }
    return nameTheme();
  }
  function addTheme() {
    var button = document.createElement("button");
    button.type = "button";
    button.id = "theme";
    button.addEventListener("click", flipTheme);
    document.querySelector("header").appendChild(button);
    nameTheme();
  }

  /* ---- copying ---- */

  function fallback(text) {
    var area = document.createElement("textarea");
    area.value = text;
    document.body.appendChild(area);
    area.select();
    var done = document.execCommand("copy");
    area.remove();
    return done;
  }
  function copy(button, text) {
    function say(done) {
      button.textContent = done ? "Copied" : "Failed";
      setTimeout(function () { button.textContent = "Copy"; }, 1500);
    }
    if (!navigator.clipboard) return say(fallback(text));
    return navigator.clipboard.writeText(text).then(
      function () { say(true); }, function () { say(fallback(text)); });
  }
  function addCopies() {
    each("pre.cmd", function (pre) {
      var text = pre.firstChild.textContent;
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = "Copy";
      button.setAttribute("aria-label", "Copy " + text);
      button.addEventListener("click", function () { copy(button, text); });
      pre.appendChild(button);
    });
  }

  /* ---- the table ---- */

  /* A row is searched by the text of its cells, and chosen by what it has for each field: its data, or
     else its cell in the column of that name. */
  var fields = [];
  var rows = [];
  var limit = page;
  var table, body, heads;

  function columnOf(name) {
    return heads.findIndex(function (th) { return th.dataset.by === name; });
  }
  function valueOf(tr, name) {
    if (name in tr.dataset) return tr.dataset[name];
    var cell = tr.cells[columnOf(name)];
    var badge = cell.querySelector(".b");
    return (badge || cell).textContent;
  }
  function index() {
    each("#filters select", function (select) { fields.push(select.id.slice(3)); });
    rows = Array.prototype.map.call(body.rows, function (tr, i) {
      var cells = Array.prototype.map.call(tr.cells, function (td) { return td.textContent; });
      var values = {};
      fields.forEach(function (name) { values[name] = valueOf(tr, name); });
      return {tr: tr, cells: cells, values: values, text: cells.join("\n").toLowerCase(), rank: i,
        health: Number(tr.dataset.h), shown: null};
    });
    rows.forEach(function (row, i) { row.shown = i < page; row.tr.hidden = !row.shown; });
    root.classList.add("ready");
  }

  function fill(name) {
    var select = $("by-" + name);
    var counts = new Map();
    rows.forEach(function (row) {
      counts.set(row.values[name], (counts.get(row.values[name]) || 0) + 1);
    });
    select.appendChild(new Option("all", "*"));
    Array.from(counts.keys()).sort().forEach(function (value) {
      var name = value.length > 60 ? value.slice(0, 59) + "\u2026" : value || "(none)";
      select.appendChild(new Option(name + " (" + counts.get(value) + ")", "=" + value));
    });
    select.addEventListener("change", filterFresh);
  }

  function wanted() {
    var chosen = [];
    fields.forEach(function (name) {
      var value = $("by-" + name).value;
      if (value && value !== "*") chosen.push([name, value.slice(1)]);
    });
    var words = $("q").value.toLowerCase().split(/\s+/).filter(Boolean);
    return function (row) {
      return chosen.every(function (one) { return row.values[one[0]] === one[1]; }) &&
        words.every(function (word) { return row.text.indexOf(word) >= 0; });
    };
  }

  function tell(matches) {
    var shown = Math.min(matches, limit);
    var noun = table.dataset.noun;
    $("shown").textContent = matches === rows.length && shown === matches ?
      rows.length + " " + noun + (rows.length === 1 ? "" : "s") :
      "Showing " + shown + " of " + matches + (matches < rows.length ?
        " that match, " + rows.length + " in all" : " " + noun + "s");
    $("more").hidden = shown === matches;
    $("more").textContent = "Show all " + matches;
  }

  function filter() {
    var fits = wanted();
    var matches = 0;
    rows.forEach(function (row) {
      var show = fits(row) && matches++ < limit;
      if (show === row.shown) return;
      row.shown = show;
      row.tr.hidden = !show;
    });
    tell(matches);
  }
  function filterFresh() { limit = page; filter(); }

  function compare(column, sign) {
    var collator = new Intl.Collator("en", {numeric: true});
    return function (a, b) {
      var order = heads[column].dataset.by === "health" ? a.health - b.health :
        !a.cells[column] - !b.cells[column] || collator.compare(a.cells[column], b.cells[column]);
      return sign * order || a.rank - b.rank;
    };
  }
  function sortBy(column) {
    var down = heads[column].getAttribute("aria-sort") === "ascending";
    heads.forEach(function (th) { th.removeAttribute("aria-sort"); });
    heads[column].setAttribute("aria-sort", down ? "descending" : "ascending");
    rows.sort(compare(column, down ? -1 : 1));
    var all = document.createDocumentFragment();
    rows.forEach(function (row) { all.appendChild(row.tr); });
    filter();
    body.appendChild(all);
  }
  function addSorting() {
    heads.forEach(function (th, column) {
      if ("plain" in th.dataset) return;
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = th.textContent;
      button.addEventListener("click", function () { sortBy(column); });
      th.textContent = "";
      th.appendChild(button);
    });
  }

  function clear() {
    $("filters").reset();
    filterFresh();
  }
  function choose(name, value) {
    var select = $("by-" + name);
    select.value = "=" + value;
    if (select.selectedIndex < 0) select.value = "*";
  }
  function addFilters() {
    fields.forEach(fill);
    $("q").addEventListener("input", filterFresh);
    $("filters").addEventListener("reset", function () { setTimeout(filter, 0); });
    $("filters").addEventListener("submit", function (event) { event.preventDefault(); });
    $("more").addEventListener("click", function () { limit = Infinity; filter(); });
    each(".legend a, .grid a", function (a) {
      a.addEventListener("click", function () {
        $("filters").reset();
        fields.forEach(function (name) {
          if (name in a.dataset) choose(name, a.dataset[name]);
        });
        filterFresh();
      });
    });
    $("filters").hidden = false;
    filter();
  }

  /* ---- permalinks ---- */

  function follow() {
    var id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch (e) { return; }
    var target = id && $(id);
    if (!target) return;
    if (target.tagName === "DETAILS") target.open = true;
    if (target.tagName === "TR" && target.hidden) {
      clear();
      limit = Infinity;
      filter();
    }
    target.scrollIntoView();
  }

  /* ---- keys ---- */

  /* A page without cards has rows to step through. */
  function stepRow(by) {
    var shown = Array.prototype.filter.call(body.rows, function (tr) { return !tr.hidden; });
    if (!shown.length) return;
    var at = shown.indexOf(document.activeElement.closest("tr"));
    var next = shown[at < 0 ? (by > 0 ? 0 : shown.length - 1) :
      Math.max(0, Math.min(shown.length - 1, at + by))];
    next.querySelector("a").focus();
    next.scrollIntoView({block: "nearest"});
  }
  function step(by) {
    var cards = Array.prototype.slice.call(document.querySelectorAll(".card"));
    if (!cards.length) return stepRow(by);
    var at = cards.indexOf(document.activeElement.closest(".card"));
    var next = cards[at < 0 ? (by > 0 ? 0 : cards.length - 1) :
      Math.max(0, Math.min(cards.length - 1, at + by))];
    var focus = next.tagName === "DETAILS" ? next.querySelector("summary") : next;
    if (focus === next) next.tabIndex = -1;
    focus.focus();
    next.scrollIntoView();
  }
  var keys = {
    "/": function () { $("q").focus(); $("q").select(); },
    "j": function () { step(1); },
    "k": function () { step(-1); },
    "t": flipTheme
  };
  function press(event) {
    if (event.key === "Escape" && event.target.id === "q") {
      clear();
      event.target.blur();
      return;
    }
    var typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (typing || event.ctrlKey || event.altKey || event.metaKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  }

  function printing(on) {
    rows.forEach(function (row) { row.tr.hidden = !on && !row.shown; });
  }

  document.addEventListener("DOMContentLoaded", function () {
    table = $("all");
    body = table.tBodies[0];
    heads = Array.from(table.tHead.rows[0].cells);
    addTheme();
    addCopies();
    index();
    addSorting();
    addFilters();
    each(".keys", function (p) { p.hidden = false; });
    addEventListener("hashchange", follow);
    addEventListener("beforeprint", function () { printing(true); });
    addEventListener("afterprint", function () { printing(false); });
    document.addEventListener("keydown", press);
    follow();
  });
}());
