// Comfort only: every page works without this.
"use strict";
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
const film = document.querySelector("video");
document.querySelectorAll("[data-seek]").forEach((link) => {
  link.addEventListener("click", (event) => {
    if (!film) return;
    event.preventDefault();
    film.currentTime = Number(link.dataset.seek);
    film.play();
    film.focus();
  });
});
if (document.body.classList.contains("screen")) {
  document.addEventListener("keydown", (event) => {
    const rel = { ArrowRight: "next", PageDown: "next", " ": "next", ArrowLeft: "prev", PageUp: "prev" }[event.key];
    const link = rel && document.querySelector(`.steps a[rel=${rel}]`);
    if (link && !event.target.closest("a")) link.click();
  });
}
