/** Leads the keyboard into a list's rows, from anywhere on the page but the rows themselves. */
export function toFirstRow(event: Pick<Event, "preventDefault">): void {
  const first = document.querySelector("main [data-row][tabindex]");
  if (!(first instanceof HTMLElement) || document.activeElement?.closest("[data-row]")) return;
  event.preventDefault();
  first.focus();
}
