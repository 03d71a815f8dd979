// Comfort only: every form works without this.
"use strict";
const rows = [...document.querySelectorAll(".findings li")];
if (rows.length) {
  document.querySelector(".keys").hidden = false;
  let at = rows.findIndex((row) => "#" + row.id === location.hash);
  if (at >= 0 && !rows[at].classList.contains("open")) at = rows.findIndex((row, i) => i > at && row.classList.contains("open"));
  const show = (index) => {
    at = (index + rows.length) % rows.length;
    rows.forEach((row, i) => row.classList.toggle("here", i === at));
    document.querySelectorAll(".found").forEach((span) => span.classList.toggle("here", span.dataset.key === rows[at].dataset.key));
    rows[at].scrollIntoView({ block: "nearest" });
    const span = document.querySelector(".found.here");
    if (span) span.scrollIntoView({ block: "center" });
  };
  show(at < 0 ? Math.max(rows.findIndex((row) => row.classList.contains("open")), 0) : at);
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j") show(at + 1);
    else if (event.key === "k") show(at - 1);
    else if (event.key === "m") rows[at].querySelector("[value=mask]").click();
    else if (event.key === "l") rows[at].querySelector("[value=keep]").click();
    else if (event.key === "t") rows[at].querySelector("[value=back]")?.click();
  });
  document.querySelectorAll(".found").forEach((span) => span.addEventListener("click", (event) => {
    event.preventDefault();
    show(rows.findIndex((row) => row.dataset.key === span.dataset.key));
  }));
  const words = document.querySelector("#woorden");
  document.querySelector(".transcript").addEventListener("mouseup", () => {
    const chosen = getSelection().toString().trim();
    if (chosen.length > 1 && chosen.length < 2000) words.value = chosen;
  });
}
