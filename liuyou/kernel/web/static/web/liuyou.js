// Small comforts of the frame. Every page works without them.
(function () {
  "use strict";
  var root = document.documentElement;

  document.addEventListener("click", function (event) {
    var rail = event.target.closest("[data-toggle-rail]");
    if (rail) {
      var closed = root.classList.toggle("rail-closed");
      root.classList.toggle("rail-open", !closed);
      root.classList.toggle("rail-shown");
      document.cookie = "rail=" + (closed ? "closed" : "open") + ";path=/;SameSite=Lax;max-age=31536000";
    } else if (!event.target.closest(".rail")) {
      root.classList.remove("rail-shown");
    }
    document.querySelectorAll("details[data-close-outside][open]").forEach(function (each) {
      if (!each.contains(event.target)) each.removeAttribute("open");
    });
    var row = event.target.closest("tr[data-href]");
    if (row && !event.target.closest("a,button,input,label,select,summary")) window.location = row.dataset.href;
    if (event.target.closest("[data-print]")) window.print();
    var more = event.target.closest("[data-add-row]");
    if (more) {
      var table = document.getElementById(more.dataset.addRow), rows = table.tBodies[0], last = rows.rows[rows.rows.length - 1];
      var count = document.getElementById(more.dataset.addRow + "-count"), number = parseInt(count.value, 10), fresh = last.cloneNode(true);
      fresh.querySelectorAll("input,select").forEach(function (each) { each.value = ""; each.name = each.name.replace(/-\d+-/, "-" + number + "-"); });
      rows.appendChild(fresh); count.value = number + 1; fresh.querySelector("input,select").focus();
    }
    var copy = event.target.closest("[data-copy]");
    if (copy && navigator.clipboard) {
      navigator.clipboard.writeText(copy.dataset.copy).then(function () { copy.textContent = "已复制"; });
    }
  });

  document.addEventListener("change", function (event) {
    var all = event.target.closest("[data-check-all]");
    if (all) {
      all.closest("form,table").querySelectorAll("input[type=checkbox][name='" + all.dataset.checkAll + "']").forEach(function (each) { each.checked = all.checked; });
    }
    if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
    count();
  });

  function count() {
    document.querySelectorAll("[data-bulk-bar]").forEach(function (bar) {
      var number = document.querySelectorAll("input[type=checkbox][name='" + bar.dataset.bulkBar + "']:checked").length;
      bar.hidden = number === 0;
      var words = bar.querySelector("[data-bulk-count]");
      if (words) words.textContent = number;
    });
  }

  document.addEventListener("keydown", function (event) {
    var typing = event.target.matches("input,textarea,select");
    var find = document.querySelector(".find input[type=search]");
    if (event.key === "/" && !typing && find) { event.preventDefault(); find.focus(); }
    if (event.key === "Escape") {
      var found = document.getElementById("found");
      if (found) found.innerHTML = "";
      document.querySelectorAll("details[data-close-outside][open]").forEach(function (each) { each.removeAttribute("open"); });
    }
    if (["ArrowDown", "ArrowUp"].indexOf(event.key) >= 0 && event.target.closest(".find")) {
      var stops = [find].concat(Array.prototype.slice.call(document.querySelectorAll("#found a")));
      var next = stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
      if (stops[next]) { event.preventDefault(); stops[next].focus(); }
    }
  });

  document.addEventListener("submit", function (event) {
    var button = event.submitter;
    if (event.target.dataset.sent) { event.preventDefault(); return; }
    if (event.target.method === "post" && !event.target.hasAttribute("data-again")) {
      event.target.dataset.sent = "1";
      if (button) button.classList.add("btn-loading");
      window.addEventListener("pageshow", function () { delete event.target.dataset.sent; if (button) button.classList.remove("btn-loading"); }, { once: true });
    }
  });

  // What scrolls inside itself can be reached by the keyboard.
  function reachable() {
    document.querySelectorAll(".table-wrap,.table-responsive,.type-preview").forEach(function (each) {
      if (each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 1) each.tabIndex = 0;
      else each.removeAttribute("tabindex");
    });
  }
  window.addEventListener("resize", reachable);
  document.addEventListener("htmx:afterSettle", reachable);

  document.addEventListener("DOMContentLoaded", function () {
    count();
    reachable();
    document.querySelectorAll("[data-bulk-bar]").forEach(function (bar) { bar.classList.add("ready"); });
    root.classList.add("js");
  });
})();
