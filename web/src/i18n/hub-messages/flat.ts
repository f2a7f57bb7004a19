/** Messages by their codes; counted ones by code and plural form, as the dashboard's own words have them. */
export function flat(
  messages: Readonly<Record<string, string | Readonly<Record<string, string>>>>,
): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const [code, text] of Object.entries(messages)) {
    if (typeof text === "string") texts[code] = text;
    else for (const [form, typed] of Object.entries(text)) texts[`${code}_${form}`] = typed;
  }
  return texts;
}
