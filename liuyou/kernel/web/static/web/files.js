// Names of the files chosen, beside a control that does not show them itself.
(function () {
  "use strict";
  document.addEventListener("change", function (event) {
    if (!event.target.matches("input[type=file][data-said]")) return;
    var said = document.getElementById(event.target.dataset.said);
    if (!said) return;
    var files = Array.prototype.slice.call(event.target.files || []);
    var names = files.slice(0, 5).map(function (each) { return each.name; }).join("、");
    said.textContent = files.length ? "已选 " + files.length + " 个：" + names + (files.length > 5 ? " 等" : "") : said.dataset.none || "";
  });
})();
