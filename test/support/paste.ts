/** As the browser pastes what a spreadsheet copied; an expression, because the types of a page are not known here. */
export const pasteInto = (cell: string, copied: string) => `(() => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", ${JSON.stringify(copied)});
  const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
  document.querySelector(${JSON.stringify(cell)}).dispatchEvent(paste);
})()`;
