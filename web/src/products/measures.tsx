/** Weight in grams and size in millimetres, of a product and of a variant that may have its product's. */
import { Group, Input, NumberInput } from "@mantine/core";
import type { Shape } from "../data/hub.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { WholeNumber } from "../ui/whole-number.tsx";

type Dimensions = NonNullable<Shape<"Product">["dimensions"]>;
export type Size = { readonly [Side in keyof Dimensions]: number | null };

const SIDES = ["length", "width", "height"] as const;

export const sizeOf = (dimensions: Dimensions | null): Size =>
  dimensions ?? { length: null, width: null, height: null };

/** Null where no side is named; a size with a side left open is the hub's to refuse. */
export function dimensionsOf({ length, width, height }: Size): Dimensions | null {
  if (length === null && width === null && height === null) return null;
  return { length: length ?? 0, width: width ?? 0, height: height ?? 0 };
}

interface MeasureProps {
  readonly weightGrams: number | null;
  readonly size: Size;
  readonly errors: Readonly<Record<string, string>>;
  readonly isEditable?: boolean | undefined;
  /** What holds where nothing is typed: the product's. */
  readonly inherited?: { readonly weightGrams?: number | null; readonly dimensions?: Dimensions | null } | undefined;
  onChange(change: { weightGrams?: number | null; size?: Size }): void;
}

export function Measures({ weightGrams, size, errors, isEditable = true, inherited = {}, onChange }: MeasureProps) {
  const { t } = useTranslation("products");
  const { number } = useFormat();
  const { weightGrams: weight, dimensions } = inherited;
  const ofProduct = (value: string) => t("fields.ofProduct", { value });
  return (
    <>
      <WholeNumber
        label={t("fields.weight")}
        description={weight == null ? undefined : ofProduct(number(weight))}
        value={weightGrams}
        min={0}
        readOnly={!isEditable}
        error={errors["weightGrams"]}
        onChange={(weightGrams) => onChange({ weightGrams })}
      />
      <Input.Wrapper
        label={t("fields.size")}
        description={
          dimensions == null ? undefined : ofProduct(SIDES.map((side) => number(dimensions[side])).join(" × "))
        }
        error={errors["dimensions"] ?? errors["dimensions.length"]}
      >
        <Group grow gap="xs" mt={4} dir="ltr">
          {SIDES.map((side) => (
            <NumberInput
              key={side}
              aria-label={t(`fields.${side}`)}
              placeholder={t(`fields.${side}`)}
              value={size[side] ?? ""}
              min={0}
              readOnly={!isEditable}
              onChange={(value) => onChange({ size: { ...size, [side]: value === "" ? null : Number(value) } })}
            />
          ))}
        </Group>
      </Input.Wrapper>
    </>
  );
}
