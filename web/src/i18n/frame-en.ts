/** What every page says, in one file (web/src/i18n/language.ts). */
export { default as shell } from "../shell/messages/en.json";
export { default as ui } from "../ui/messages/en.json";
