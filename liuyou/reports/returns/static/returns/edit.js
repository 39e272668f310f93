// Each line of the form editor shows the inputs that go with where its number comes from. Works without this, all shown.
(function () {
  "use strict";
  function show(line) {
    var chosen = line.querySelector("[data-source]").value;
    line.querySelectorAll("[data-for]").forEach(function (each) { each.hidden = each.dataset.for !== chosen; });
  }
  document.querySelectorAll("[data-row]").forEach(function (line) {
    show(line);
    line.addEventListener("change", function (event) { if (event.target.matches("[data-source]")) show(line); });
  });
})();
