/** The languages the dashboard speaks. */
export const languages = [
  { code: "en", name: "English", direction: "ltr" },
  { code: "ar", name: "العربية", direction: "rtl" },
] as const;
export type Language = (typeof languages)[number]["code"];

export function directionOf(language: string): "ltr" | "rtl" {
  return languages.find(({ code }) => code === language)?.direction ?? "ltr";
}
