/** Reads a connect form by the descriptor's own rules. */

import { message } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { ConnectorMeta, Field } from "../../connectors/kit/contract/contract.ts";
import { plainJson } from "../../connectors/kit/parse/json.ts";
import { HubError } from "../../hub/errors.ts";

export interface FormValues {
  /** Everything, trimmed, secrets included. */
  readonly values: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, Json>>;
}

/** Trims and checks; fields asked for only after saving may be missing. Throws HubError naming the first wrong field. */
export function readForm(meta: ConnectorMeta, given: Readonly<Record<string, string>>): FormValues {
  const values: Record<string, string> = {};
  const secrets: Record<string, string> = {};
  const settings: Record<string, Json> = {};
  for (const field of meta.setupFormFields) {
    const value = (given[field.id] ?? "").trim() || (field.defaultValue ?? "");
    if (value === "") {
      if (field.required && !field.afterSave)
        throw new HubError(
          "CONNECT_FIELD_MISSING",
          "validation",
          message("refused.fieldMissing", { field: field.label }),
          field.id,
        );
      continue;
    }
    checkShape(field, value);
    values[field.id] = value;
    if (field.type === "secret") secrets[field.id] = value;
    else settings[field.id] = typed(field, value);
  }
  return { values, secrets, settings };
}

/** As `readForm`, for an answer that came back before the form was sent: what is missing then is asked for later. */
export function readFormSoFar(meta: ConnectorMeta, given: Readonly<Record<string, string>>): FormValues {
  const setupFormFields = meta.setupFormFields.map((field) => ({ ...field, required: false }));
  return readForm({ ...meta, setupFormFields }, given);
}

function checkShape(field: Field, value: string): void {
  if (field.pattern !== undefined && !new RegExp(field.pattern, "u").test(value)) {
    throw new HubError(
      "CONNECT_FIELD_SHAPE",
      "validation",
      field.patternHint ?? message("refused.fieldShape", { field: field.label }),
      field.id,
    );
  }
  if (field.options && !field.options.some((option) => option.value === value)) {
    throw new HubError(
      "CONNECT_FIELD_CHOICE",
      "validation",
      message("refused.fieldChoice", { field: field.label }),
      field.id,
    );
  }
  if (field.type === "json" && plainJson(value) === undefined) {
    throw new HubError(
      "CONNECT_FIELD_JSON",
      "validation",
      message("refused.fieldJson", { field: field.label }),
      field.id,
    );
  }
  if (field.type === "url" && !isWebAddress(value)) {
    throw new HubError(
      "CONNECT_FIELD_URL",
      "validation",
      message("refused.fieldUrl", { field: field.label }),
      field.id,
    );
  }
}

/** With http or https, or without a scheme. */
function isWebAddress(value: string): boolean {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `https://${value}`);
  return url?.protocol === "https:" || url?.protocol === "http:";
}

function typed(field: Field, value: string): Json {
  if (field.type === "boolean") return value === "true" || value === "1" || value === "on";
  return field.type === "number" && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
}
