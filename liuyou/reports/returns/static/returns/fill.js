// Moving between the cells that are typed: Enter and the arrows; Enter never sends the form from a cell.
(function () {
  "use strict";
  var box = document.getElementById("cells");
  if (!box) return;

  function inputs() { return Array.prototype.slice.call(box.querySelectorAll(".cell-input")); }

  function sideways(from, step) {
    var all = inputs();
    return all[all.indexOf(from) + step];
  }

  function upright(from, step) {
    var all = inputs().filter(function (each) { return each.dataset.x === from.dataset.x; });
    return all[all.indexOf(from) + step] || sideways(from, step);
  }

  box.addEventListener("keydown", function (event) {
    var from = event.target;
    if (!from.matches || !from.matches(".cell-input") || event.isComposing) return;
    var whole = from.selectionStart === 0 && from.selectionEnd === from.value.length;
    var next = null;
    if (event.key === "Enter" || event.key === "ArrowDown") next = upright(from, event.shiftKey ? -1 : 1);
    else if (event.key === "ArrowUp") next = upright(from, -1);
    else if (event.key === "ArrowLeft" && (whole || from.selectionEnd === 0)) next = sideways(from, -1);
    else if (event.key === "ArrowRight" && (whole || from.selectionStart === from.value.length)) next = sideways(from, 1);
    else return;
    if (event.key === "Enter" || next) event.preventDefault();
    if (next) { next.focus(); next.select(); }
  });
})();
