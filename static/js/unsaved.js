// Whoever leaves a form they have written in is asked first. Cancel is an answer already.
let unsaved = false;
const ours = (form) => form?.matches?.("#main form[method=post]");
const written = () => unsaved && document.querySelector("#main form[method=post]");

document.addEventListener("input", ({ target }) => { unsaved ||= Boolean(ours(target.form)); });

// A form that is sent without htmx leaves the page because it is saved.
document.addEventListener("submit", (event) => {
  if (ours(event.target) && !event.defaultPrevented) unsaved = false;
});

// A refused form still holds what nobody saved; what a lost session keeps is in unsent.js.
document.addEventListener("htmx:beforeOnLoad", ({ detail: { xhr, elt, requestConfig } }) => {
  const answered = xhr.status < 400 || xhr.status === 401;
  if (requestConfig.verb !== "get" && elt.matches("form") && answered) unsaved = false;
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const { requestConfig, target, elt } = event.detail;
  if (requestConfig.verb !== "get" || target !== document.body || !written()) return;
  const { leave } = document.getElementById("main").dataset;
  if (elt.matches("[data-cancel]") || confirm(leave)) unsaved = false;
  else event.preventDefault();
});

addEventListener("beforeunload", (event) => written() && event.preventDefault());
