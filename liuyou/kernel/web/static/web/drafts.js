// Forms that save themselves: a session that has ended is told beside the form, and after signing in again it goes on.
(function () {
  "use strict";
  var waiting = false;

  function refresh() {
    if (!waiting) return;
    var said = document.getElementById("draft-said");
    var form = document.querySelector("form[data-draft]");
    if (!said || !form) return;
    fetch(form.dataset.draftToken, { headers: { Accept: "application/json" } }).then(function (answer) {
      return answer.ok ? answer.json() : null;
    }).then(function (found) {
      if (!found || !found.token) return;
      waiting = false;
      document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach(function (each) { each.value = found.token; });
      document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": found.token }));
      said.textContent = "已重新登录，可以继续";
      form.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  document.addEventListener("htmx:beforeSwap", function (event) {
    if (!event.target || event.target.id !== "draft-said") return;
    var status = event.detail.xhr.status;
    if (status === 401 || status === 403) {
      waiting = true;
      event.detail.shouldSwap = status === 401;
      event.detail.isError = false;
      if (status === 403) refresh();
    } else if (status >= 400) {
      event.detail.shouldSwap = false;
      event.target.textContent = "草稿没有保存，请不要关闭这一页";
    }
  });
  document.addEventListener("htmx:sendError", function (event) {
    var said = document.getElementById("draft-said");
    if (said && event.target.matches("form[data-draft]")) said.textContent = "网络不通，草稿没有保存：请不要关闭这一页";
  });
  window.addEventListener("focus", refresh);
  document.addEventListener("visibilitychange", function () { if (!document.hidden) refresh(); });
})();
