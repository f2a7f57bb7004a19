/** What is wrong with a field of a request or a cell of a file, where the schema or the reader knows the facts. */
export const checkMessages = {
  "field.required": "This field is required.",
  "field.tooShort": {
    one: "At least {{count}} character is needed.",
    other: "At least {{count}} characters are needed.",
  },
  "field.tooLong": { one: "At most {{count}} character fits here.", other: "At most {{count}} characters fit here." },
  "field.length": { one: "Exactly {{count}} character is needed.", other: "Exactly {{count}} characters are needed." },
  "field.tooFew": { one: "At least {{count}} entry is needed.", other: "At least {{count}} entries are needed." },
  "field.tooMany": { one: "At most {{count}} entry is allowed.", other: "At most {{count}} entries are allowed." },
  "field.atLeast": "Enter {{least}} or more.",
  "field.above": "Enter more than {{least}}.",
  "field.atMost": "Enter {{most}} or less.",
  "field.below": "Enter less than {{most}}.",
  "field.text": "Enter text.",
  "field.number": "This is not a number.",
  "field.whole": "Enter a whole number.",
  "field.flag": "Choose yes or no.",
  "field.list": "Enter a list.",
  "field.email": "This is not an e-mail address.",
  "field.url": "This is not a web address. It begins with http:// or https://.",
  "field.day": "This is not a date. Write it like 2026-03-31.",
  "field.moment": "This is not a date and time. Write it like 2026-03-31T14:00:00Z.",
  "field.id": "This ID is not valid.",
  "field.currency": "This is not a currency code like USD.",
  "field.country": "This is not a country code of two letters, like EG.",
  "field.choice": "Choose one of: {{choices}}.",
  "field.unknown": "Unknown field: {{names}}.",
  "query.unknown": "Unknown parameter. Known: {{known}}.",
  "query.none": "This address takes no parameters.",
  "field.slug": "Only lower-case letters, digits and dashes, up to 60.",
  "field.decimal": "This is not a decimal number like 12.50.",
  "field.percent": "This is not a percentage like 18 or 2.5.",
  "field.language": "This is not a language like en or ar-EG.",
  "field.shape": "This value is not valid.",
} as const;

/** Those a schema may say of itself: they have no placeholders. */
export const fieldMessages = [
  "field.required",
  "field.text",
  "field.number",
  "field.whole",
  "field.flag",
  "field.list",
  "field.email",
  "field.url",
  "field.day",
  "field.moment",
  "field.id",
  "field.currency",
  "field.country",
  "field.slug",
  "field.decimal",
  "field.percent",
  "field.language",
  "field.shape",
] as const;
export type FieldMessage = (typeof fieldMessages)[number];

/** What a pattern of a schema says when it does not fit: `.regex(/^[A-Z]{3}$/, told("field.currency"))`. */
export const fieldMessage = (code: FieldMessage): string => code;
