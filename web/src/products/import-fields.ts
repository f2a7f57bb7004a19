/** What a column of a file may become, each in words; fields that need more (an option's name, a unit) with that said. */
import { useSuspenseQuery } from "@tanstack/react-query";
import type { Shape } from "../data/hub.ts";
import { locationsQuery } from "../data/reference-data.ts";
import { useTranslation } from "../i18n/translation.ts";
import { importFieldsQuery } from "./queries.ts";

type Field = Awaited<ReturnType<NonNullable<(typeof importFieldsQuery)["queryFn"]>>>[number];
type Mapping = Shape<"Import">["mapping"];

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly disabled: boolean;
}

export const WEIGHTS = ["g", "kg", "lb", "oz"] as const;
export const LENGTHS = ["mm", "cm", "m", "in"] as const;
const LOCATIONS = ["1", "2", "3"];

/** Groups of choices for one column; what another column is already cannot be chosen twice. */
export function useFieldChoices(mapping: Mapping) {
  const { t } = useTranslation("products");
  const { data: fields } = useSuspenseQuery(importFieldsQuery);
  const { data: locations } = useSuspenseQuery(locationsQuery);
  const parametersOf = ({ id, parameter }: Field, column: string): readonly string[] => {
    if (parameter === "name") return [column];
    if (parameter === "place") return LOCATIONS;
    if (parameter === "unit") return id === "weight" || id === "productWeight" ? WEIGHTS : LENGTHS;
    if (parameter === "location")
      return ["", ...locations.filter(({ isDefault }) => !isDefault).map(({ code }) => code)];
    return [""];
  };
  const labelOf = ({ id, label, parameter }: Field, value: string): string => {
    const name = t(`imports.fields.${id}`, { defaultValue: label });
    if (value === "") return name;
    const place = parameter === "location" ? locations.find(({ code }) => code === value)?.name : undefined;
    return t("imports.fieldWith", { field: name, which: place ?? value });
  };
  return (column: string) => {
    const own = mapping[column] ?? null;
    const taken = new Set(Object.values(mapping).filter((value) => value !== null && value !== own));
    const groups = (["row", "product", "variant"] as const).map((of) => ({
      group: t(`imports.of.${of}`),
      items: fields
        .filter((field) => field.of === of)
        .flatMap((field) =>
          parametersOf(field, column).map((parameter): Choice => {
            const value = parameter === "" ? field.id : `${field.id}:${parameter}`;
            return {
              value,
              label: labelOf(field, parameter),
              disabled: field.repeats !== true && taken.has(value),
            };
          }),
        ),
    }));
    if (own === null || groups.some(({ items }) => items.some(({ value }) => value === own))) return groups;
    // Read from the column's head, with a parameter nobody would choose here: "option:Size".
    const [id = "", parameter = ""] = own.split(/:(.*)/);
    const field = fields.find((each) => each.id === id);
    const label = field ? labelOf(field, parameter) : own;
    return [{ group: t("imports.of.file"), items: [{ value: own, label, disabled: false }] }, ...groups];
  };
}
