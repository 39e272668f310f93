// Dropping a file onto the form. Without this the file field works as everywhere.
(function () {
  "use strict";
  function name(zone) {
    var field = zone.querySelector("input[type=file]");
    var file = field.files[0];
    zone.querySelector("output").textContent = file ? file.name : "";
    zone.classList.toggle("has-file", !!file);
  }
  document.addEventListener("change", function (event) {
    var zone = event.target.closest("[data-drop]");
    if (zone) name(zone);
  });
  ["dragover", "dragleave", "drop"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      var zone = event.target.closest ? event.target.closest("[data-drop]") : null;
      var any = document.querySelector("[data-drop]");
      if (any && event.dataTransfer) event.preventDefault();
      if (!zone) return;
      zone.classList.toggle("is-over", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) {
        zone.querySelector("input[type=file]").files = event.dataTransfer.files;
        name(zone);
      }
    });
  });
})();
