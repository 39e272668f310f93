// The form of an activity type keeps its own choices in step while titles are typed. It works without this, by posting.
(function () {
  "use strict";
  var form = document.querySelector("[data-type-form]");
  if (!form) return;
  var FOR_ALL = { subject: "名称", place: "地点", partners: "合作单位" };

  function rows() {
    return Array.prototype.map.call(form.querySelectorAll("[data-field]"), function (row) {
      return { row: row, key: row.dataset.field, title: row.querySelector("[data-title]").value.trim(), kind: row.querySelector("[data-kind]").value };
    });
  }

  function show(all) {
    all.forEach(function (each) {
      each.row.querySelectorAll("[data-for]").forEach(function (part) {
        part.hidden = part.dataset.for.split(" ").indexOf(each.kind) < 0;
      });
    });
  }

  function counts(all) {
    var numbers = all.filter(function (each) { return each.kind === "integer" || each.kind === "money"; });
    form.querySelectorAll("[data-of]").forEach(function (select) {
      var chosen = select.value;
      while (select.options.length > 1) select.remove(1);
      numbers.forEach(function (each) { select.add(new Option("“" + (each.title || "（未命名）") + "”相加", each.key, false, each.key === chosen)); });
    });
    var telling = all.filter(function (each) { return each.title && ["text", "choice", "boolean"].indexOf(each.kind) >= 0; });
    form.querySelectorAll("[data-dims]").forEach(function (box) {
      var chosen = Array.prototype.map.call(box.querySelectorAll("input:checked"), function (each) { return each.value; });
      box.textContent = "";
      telling.concat(Object.keys(FOR_ALL).map(function (key) { return { key: key, title: FOR_ALL[key] }; })).forEach(function (each) {
        var label = document.createElement("label"), input = document.createElement("input");
        input.type = "checkbox"; input.name = box.dataset.dims + "-dims"; input.value = each.key; input.checked = chosen.indexOf(each.key) >= 0;
        label.append(input, " " + each.title);
        box.append(label);
      });
    });
  }

  function places(all) {
    var box = form.querySelector("[data-places]"), seen = {};
    var titles = Array.prototype.map.call(form.querySelectorAll("[data-count-title]"), function (each) { return each.value.trim(); });
    box.textContent = "";
    titles.concat(all.map(function (each) { return each.title; })).forEach(function (title) {
      if (!title || seen[title]) return;
      seen[title] = true;
      var chip = document.createElement("button");
      chip.type = "button"; chip.className = "chip"; chip.dataset.place = title; chip.textContent = title;
      box.append(chip);
    });
  }

  function refresh() { var all = rows(); show(all); counts(all); places(all); }

  form.addEventListener("input", function (event) { if (event.target.matches("[data-title],[data-count-title]")) refresh(); });
  form.addEventListener("change", function (event) { if (event.target.matches("[data-kind]")) refresh(); });
  form.addEventListener("click", function (event) {
    var chip = event.target.closest("[data-place]");
    if (!chip) return;
    var area = form.querySelector("[data-wording]"), text = "{" + chip.dataset.place + "}";
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.focus();
    area.dispatchEvent(new Event("change", { bubbles: true }));
  });
  form.addEventListener("submit", function () { form.dataset.leaving = "1"; });
  window.addEventListener("pageshow", function () { delete form.dataset.leaving; });
  document.body.addEventListener("htmx:beforeRequest", function (event) {
    if (form.dataset.leaving && form.contains(event.target)) event.preventDefault();
  });
  refresh();
})();
