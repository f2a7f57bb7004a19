/** What every page says and the list of orders, in one file (web/src/i18n/language.ts). */
export { default as orders } from "../orders/messages/en.json";
export { default as shell } from "../shell/messages/en.json";
export { default as ui } from "../ui/messages/en.json";
