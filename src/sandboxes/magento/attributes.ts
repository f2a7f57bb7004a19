import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { DEFAULT_SET, type StoredAttribute } from "./attribute-books.ts";
import { bodyDoc, bodyOf, docsIn, noEntity, ok, refuse, textIn } from "./replies.ts";
import { answerSearch, trimmed } from "./search.ts";
import { systemAttributes } from "./sets.ts";
import type { State } from "./state.ts";

/** An attribute as the shop prints it (05 attribute-get). */
function attributeView(attribute: StoredAttribute) {
  return {
    extension_attributes: { is_pagebuilder_enabled: false },
    is_wysiwyg_enabled: false,
    is_html_allowed_on_front: false,
    used_for_sort_by: false,
    is_filterable: false,
    is_filterable_in_search: false,
    is_used_in_grid: false,
    is_visible_in_grid: false,
    is_filterable_in_grid: false,
    position: 0,
    apply_to: attribute.applyTo ?? [],
    is_searchable: "0",
    is_visible_in_advanced_search: "0",
    is_comparable: "0",
    is_used_for_promo_rules: "0",
    is_visible_on_front: "0",
    used_in_product_listing: "0",
    is_visible: true,
    scope: attribute.scope,
    attribute_id: attribute.id,
    attribute_code: attribute.code,
    frontend_input: attribute.input,
    entity_type_id: "4",
    is_required: attribute.isRequired ?? false,
    options: optionsView(attribute),
    is_user_defined: attribute.isSystem !== true,
    default_frontend_label: attribute.label,
    frontend_labels: [],
    ...(attribute.note === undefined ? {} : { note: attribute.note }),
    backend_type: attribute.backend ?? "int",
    ...(CHOSEN.has(attribute.input) ? { source_model: "Magento\\Eav\\Model\\Entity\\Attribute\\Source\\Table" } : {}),
    default_value: attribute.defaultValue ?? "",
    is_unique: attribute.isUnique ? "1" : "0",
    validation_rules: [],
  };
}

const CHOSEN: ReadonlySet<string> = new Set(["select", "multiselect"]);

function optionsView({ options, input }: StoredAttribute) {
  const own = options.map(({ label, value }) => ({ label, value }));
  return CHOSEN.has(input) ? [{ label: " ", value: "" }, ...own] : own;
}

export function listAttributes(state: State, request: SandboxRequest): SandboxReply {
  return answerSearch(state, request, {
    rows: [...state.attributes.values()],
    cell: (row, field) =>
      ({
        attribute_id: row.id,
        attribute_code: row.code,
        frontend_label: row.label,
        frontend_input: row.input,
        is_user_defined: 1,
      })[field],
    view: attributeView,
    unknown: 400,
    key: "attribute_id",
  });
}

function attributeIn(state: State, code: string): StoredAttribute {
  const attribute = state.attributes.get(code);
  if (!attribute)
    throw refuse(404, 'The attribute with a "%1" attributeCode doesn\'t exist. Verify the attribute and try again.', [
      code,
    ]);
  return attribute;
}

export const getAttribute = (state: State, code: string) =>
  ok(attributeView(systemAttributes(state).find((one) => one.code === code) ?? attributeIn(state, code)));
export const getOptions = (state: State, code: string) => ok(optionsView(attributeIn(state, code)));

export function createAttribute(state: State, request: SandboxRequest): SandboxReply {
  const doc = bodyOf(request, "attribute");
  const code = textIn(doc, "attribute_code") ?? "";
  if (!/^[a-z][a-z0-9_]{0,59}$/.test(code))
    throw refuse(400, 'Invalid value of "%value" provided for the %fieldName field.', {
      fieldName: "attribute_code",
      value: code,
    });
  if (state.attributes.has(code)) throw refuse(400, "Attribute with the same code already exists.");
  const labels = docsIn(doc, "options").map((option) => textIn(option, "label") ?? "");
  return ok(attributeView(makeAttribute(state, code, textIn(doc, "default_frontend_label") ?? code, labels)));
}

export function makeAttribute(state: State, code: string, label: string, labels: readonly string[]): StoredAttribute {
  const options = labels.map((one) => ({ value: String(state.id("option")), label: one }));
  const attribute = { id: state.id("attribute"), code, label, input: "select", scope: "global", options };
  state.attributes.set(code, attribute);
  return attribute;
}

function setIn(state: State, id: string) {
  const found = state.sets.get(Number(id));
  if (!found) throw noEntity("attributeSetId", id);
  return found;
}

/** A new attribute is in no set: it is added by a call of its own. */
export function addToSet(state: State, request: SandboxRequest): SandboxReply {
  const code = textIn(bodyDoc(request), "attributeCode") ?? "";
  attributeIn(state, code);
  setIn(state, textIn(bodyDoc(request), "attributeSetId") ?? "").codes.add(code);
  return ok(String(state.id("set_attribute")));
}

export function listOfSet(state: State, request: SandboxRequest, id: string): SandboxReply {
  const { codes } = setIn(state, id);
  const own = [...state.attributes.values()].filter((one) => codes.has(one.code));
  return ok(trimmed(request, [...systemAttributes(state), ...own].map(attributeView)) ?? []);
}

/** Labels that differ in letter case only are the same to the shop. */
export function addOption(state: State, request: SandboxRequest, code: string): SandboxReply {
  const attribute = state.attributes.get(code);
  if (!attribute) throw noEntity("attribute_code", code);
  const label = textIn(bodyOf(request, "option"), "label") ?? "";
  if (label.trim() === "") throw refuse(400, "The attribute option label is empty. Enter the value and try again.");
  if (attribute.options.some((option) => option.label.toLowerCase() === label.toLowerCase()))
    throw refuse(400, 'Admin store attribute option label "%1" is already exists.', [label]);
  const value = String(state.id("option"));
  attribute.options.push({ value, label });
  return ok(value);
}

export function listSets(state: State, request: SandboxRequest): SandboxReply {
  return answerSearch(state, request, {
    rows: [...state.sets.values()],
    cell: (row, field) => ({ entity_type_code: "catalog_product", attribute_set_id: row.id })[field],
    view: ({ id, name }) => ({ attribute_set_id: id, attribute_set_name: name, sort_order: 1, entity_type_id: 4 }),
    unknown: 400,
    key: "attribute_set_id",
  });
}

export function listGroups(state: State, request: SandboxRequest): SandboxReply {
  return answerSearch(state, request, {
    rows: [...state.sets.keys()].flatMap((set) =>
      [
        { id: 7, name: "Product Details" },
        { id: 13, name: "Content" },
      ].map(({ id, name }) => ({ id: String(id + (set - DEFAULT_SET) * 100), name, set })),
    ),
    cell: (row, field) => ({ attribute_set_id: row.set, attribute_group_id: row.id })[field],
    view: ({ id, name, set }) => ({ attribute_group_id: id, attribute_group_name: name, attribute_set_id: set }),
    unknown: 400,
    key: "attribute_group_id",
  });
}
