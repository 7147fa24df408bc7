// The button that prints a page shows where there are scripts to print with.
function offer() {
  for (const button of document.querySelectorAll("[data-print][hidden]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}

document.addEventListener("htmx:load", offer);
offer();
