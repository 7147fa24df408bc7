// Where there is room every fold stands open: the stylesheet shows it, this tells it to those who
// listen, and to browsers that cannot do it in the stylesheet.
const roomy = matchMedia("(min-width: 64rem)");

function unfold() {
  if (roomy.matches) for (const fold of document.querySelectorAll(".fold")) fold.open = true;
}

roomy.addEventListener("change", unfold);
document.addEventListener("htmx:afterSettle", unfold);
unfold();
