/** The fields of a schema as a list in a list; a named schema within itself is named, not opened again. */
import type { Schema } from "../document/openapi.ts";
import { type Html, html, inLine } from "./html.ts";

const REF = "#/components/schemas/";
const LONG_PATTERN = 60;
const SHOWN_WORDS = 12;
// Limits that only say that a number is exact in JavaScript tell a reader nothing.
const isGiven = (limit: number | undefined): limit is number =>
  limit !== undefined && Math.abs(limit) < Number.MAX_SAFE_INTEGER;

export type Schemas = Readonly<Record<string, Schema>>;

const nameOf = ({ $ref }: Schema) => $ref?.replace(REF, "");
const choicesOf = ({ anyOf, oneOf, allOf }: Schema) => anyOf ?? oneOf ?? allOf ?? [];

/** The kind of value in words: "array of Order", "string or null". */
export function kindOf(schema: Schema): string {
  const name = nameOf(schema);
  if (name !== undefined) return name;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const choices = choicesOf(schema);
  if (choices.length > 0) return [...new Set(choices.map(kindOf))].join(" or ");
  if (schema.items) return `array of ${kindOf(schema.items)}`;
  const types = [schema.type ?? "any"].flat();
  return types.map((type) => (type === "string" && schema.format ? schema.format : type)).join(" or ");
}

function rulesOf({
  minLength,
  maxLength,
  minItems,
  minimum,
  exclusiveMinimum,
  maximum,
  pattern,
  ...rest
}: Schema): Html[] {
  const texts = rest.enum ?? [];
  const isShortPattern = pattern !== undefined && rest.format === undefined && pattern.length <= LONG_PATTERN;
  return [
    ...(texts.length > SHOWN_WORDS
      ? [
          html`<details><summary>one of ${texts.length}</summary>${texts.map((word) => html`<code>${String(word)}</code> `)}</details>`,
        ]
      : texts.length > 0
        ? [html`one of ${texts.map((word) => html`<code>${String(word)}</code> `)}`]
        : []),
    ...(isGiven(minLength) && minLength > 0 ? [html`at least ${minLength} characters`] : []),
    ...(isGiven(maxLength) ? [html`at most ${maxLength} characters`] : []),
    ...(isGiven(minItems) ? [html`at least ${minItems}`] : []),
    ...(isGiven(minimum) ? [html`from ${minimum}`] : []),
    ...(isGiven(exclusiveMinimum) ? [html`more than ${exclusiveMinimum}`] : []),
    ...(isGiven(maximum) ? [html`up to ${maximum}`] : []),
    ...(rest.default !== undefined ? [html`default <code>${JSON.stringify(rest.default)}</code>`] : []),
    ...(isShortPattern ? [html`as <code>${pattern}</code>`] : []),
  ];
}

/** What a value may be, beside its kind. */
export function rulesIn(schema: Schema): Html {
  const rules = rulesOf(schema);
  return rules.length === 0
    ? html``
    : html` <span class="rules">${rules.flatMap((rule, index) => (index > 0 ? [" · ", rule] : [rule]))}</span>`;
}

/** The names of its fields and of the fields of what it holds. */
export function namesOf(schema: Schema, schemas: Schemas, within: readonly string[] = []): string[] {
  const name = nameOf(schema);
  if (name !== undefined) {
    const named = schemas[name];
    return named === undefined || within.includes(name) ? [] : namesOf(named, schemas, [...within, name]);
  }
  const { properties = {}, items, additionalProperties } = schema;
  const held = [
    ...Object.values(properties),
    ...choicesOf(schema),
    ...(items ? [items] : []),
    ...(typeof additionalProperties === "object" ? [additionalProperties] : []),
  ];
  return [...Object.keys(properties), ...held.flatMap((each) => namesOf(each, schemas, within))];
}

/** The fields of it and of what it holds; nothing where it has none. */
export function fieldsOf(schema: Schema, schemas: Schemas, within: readonly string[] = []): Html {
  const name = nameOf(schema);
  if (name !== undefined) {
    const named = schemas[name];
    return named === undefined || within.includes(name) ? html`` : fieldsOf(named, schemas, [...within, name]);
  }
  const { properties = {}, required = [], items, additionalProperties } = schema;
  if (items) return fieldsOf(items, schemas, within);
  const choices = choicesOf(schema)
    .map((choice) => fieldsOf(choice, schemas, within))
    .filter(({ text }) => text !== "");
  if (choices.length > 0)
    return choices.length === 1
      ? html`${choices}`
      : html`${choices.map((choice, index) => html`${index > 0 && html`<p class="or">or</p>`}${choice}`)}`;
  const rows = Object.entries(properties).map(([key, field]) => row(key, field, required.includes(key)));
  if (typeof additionalProperties === "object") rows.push(row("any name", additionalProperties, false));
  return rows.length === 0 ? html`` : html`<ul class="fields">${rows}</ul>`;

  function row(key: string, field: Schema, isRequired: boolean): Html {
    const inner = fieldsOf(field, schemas, within);
    return html`<li><code class="name">${key}</code> <span class="kind">${kindOf(field)}</span>${isRequired && html` <b>required</b>`}${rulesIn(field)}${field.description && html`<div>${inLine(field.description)}</div>`}${inner.text !== "" && html`<details><summary>its fields</summary>${inner}</details>`}</li>`;
  }
}
