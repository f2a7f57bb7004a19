/** What stands wrong on a screen: each is looked for within the page. */

/** What scrolls sideways and holds no tabs; and the page itself, where it does. */
export const WIDER_THAN_SHOWN = `[document.documentElement, ...document.querySelectorAll("body *")]
  .filter((part) => part.scrollWidth > part.clientWidth + 1)
  .filter((part) => part === document.documentElement || /auto|scroll/.test(getComputedStyle(part).overflowX))
  .filter((part) => part.querySelector("[role=tablist]") === null && !part.matches("[role=tablist], [role=radiogroup]"))
  .map((part) => [part.tagName, part.className, part.getAttribute("aria-label"), part.scrollWidth].join(" "))`;

/** Texts that lose their beginning where their room ends: they start with a Latin letter and run to the left. */
export const CUT_AT_THE_BEGINNING = `[...document.querySelectorAll("main *, [role=dialog] *")]
  // A pill is as wide as its word.
  .filter((part) => !part.matches(".mantine-Pill-label"))
  .filter((part) => {
    const { textOverflow, textWrapMode, direction } = getComputedStyle(part);
    return textOverflow === "ellipsis" && textWrapMode === "nowrap" && direction === "rtl";
  })
  .filter((part) => /^[^\\p{L}]*\\p{Script=Latin}/u.test(part.innerText ?? "") && !/\\p{Script=Arabic}/u.test(part.innerText))
  .map((part) => [part.tagName, part.className, part.innerText.slice(0, 40)].join(" "))`;

/** What stands over the cell beside it. */
export const OVER_ITS_CELL = `[...document.querySelectorAll("main td")]
  .filter((cell) => cell.scrollWidth > cell.clientWidth + 1)
  .map((cell) => cell.innerText.slice(0, 40))`;
