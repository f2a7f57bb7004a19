/** Finds a variant of ours by title, SKU or barcode. */
import { Combobox, Group, Loader, Stack, Text, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { hub, type Shape } from "../data/hub.ts";
import { readingItems } from "../data/reading.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Amount } from "./amount.tsx";
import { boundText } from "./field.ts";
import { Quiet } from "./quiet.tsx";

export type Variant = Shape<"Variant">;

interface Props {
  readonly label: string;
  onPick(variant: Variant): void;
  /** Looked for when first opened. */
  readonly start?: string;
  /** The one picked; shown below the field. */
  readonly picked?: Variant | null;
  /** Emptied after each pick, for adding line after line. */
  readonly isForMany?: boolean;
}

const WAIT_MS = 150;
const MOST = 20;

const nameOf = ({ productTitle, sku }: Variant): string => (productTitle === "" ? sku : productTitle);

/** What tells a variant from its sisters; platforms call the only one of a product "Default Title", or as the product. */
const kindOf = ({ options, title, productTitle }: Variant): string[] =>
  (options.length > 0 ? options.map(({ value }) => value) : [title]).filter(
    (text) => !["", "Default Title", productTitle].includes(text),
  );

export function VariantPicker({ label, onPick, start = "", picked = null, isForMany = false }: Props) {
  const { t } = useTranslation("ui");
  const [typed, setTyped] = useState(start);
  const [q] = useDebouncedValue(typed.trim(), WAIT_MS);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const found = useQuery(
    readingItems(
      ["products", "variants", "picked", q],
      () => hub.GET("/api/variants", { params: { query: { limit: MOST, ...(q !== "" && { q }) } } }),
      { enabled: combobox.dropdownOpened, placeholderData: keepPreviousData },
    ),
  );
  const variants = found.data ?? [];
  const choose = (id: string) => {
    const variant = variants.find((each) => each.id === id);
    if (!variant) return;
    onPick(variant);
    setTyped(isForMany ? "" : nameOf(variant));
    combobox.closeDropdown();
  };
  return (
    <Combobox store={combobox} onOptionSubmit={choose}>
      <Combobox.Target withExpandedAttribute>
        <TextInput
          label={label}
          // What is found hangs below it as wide: names, stock and prices have to stand beside each other.
          miw="min(20rem, 100%)"
          placeholder={t("variantPicker.placeholder")}
          {...boundText(typed, (text) => {
            setTyped(text);
            combobox.openDropdown();
            combobox.updateSelectedOptionIndex();
          })}
          onClick={() => combobox.openDropdown()}
          onFocus={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          rightSection={found.isFetching ? <Loader size={14} /> : null}
          {...(picked && { description: <Status variant={picked} /> })}
          inputWrapperOrder={["label", "input", "description", "error"]}
          autoComplete="off"
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options mah={280} style={{ overflowY: "auto" }}>
          {variants.map((variant) => (
            <Combobox.Option key={variant.id} value={variant.id}>
              <Choice variant={variant} />
            </Combobox.Option>
          ))}
          {found.isSuccess && variants.length === 0 && <Combobox.Empty>{t("list.nothing")}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

/** Its SKU, and how many can be sold. */
function Status({ variant }: { readonly variant: Variant }) {
  const { t } = useTranslation("ui");
  return (
    <>
      <bdi className="code">{variant.sku}</bdi> · {t("variantPicker.available", { count: variant.available })}
    </>
  );
}

function Choice({ variant }: { readonly variant: Variant }) {
  const { list } = useFormat();
  const kind = list(kindOf(variant));
  return (
    <Group justify="space-between" wrap="nowrap">
      <Stack gap={0} miw={0}>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          <bdi>{nameOf(variant)}</bdi>
          {kind !== "" && ` · ${kind}`}
        </Text>
        <Quiet size="xs">
          <Status variant={variant} />
        </Quiet>
      </Stack>
      {variant.priceMinor !== null && (
        <Text size="sm" component="div">
          <Amount minor={variant.priceMinor} currency={variant.currency} />
        </Text>
      )}
    </Group>
  );
}
