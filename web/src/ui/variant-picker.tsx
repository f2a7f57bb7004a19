/** Finds one of the organization's variants by SKU, title or barcode. */
import { Group, Loader, Select, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Shape } from "../data/hub.ts";
import { readPage } from "../data/pages.ts";
import { useTranslation } from "../i18n/translation.ts";

export type Variant = Shape<"Variant">;

interface Props {
  readonly label: string;
  onPick(variant: Variant): void;
  /** Emptied after each pick, for adding line after line. */
  readonly isForMany?: boolean;
  readonly error?: string | undefined;
}

const SHOWN = 12;

/** The only variant of a product has no title of its own. */
const nameOf = ({ productTitle, title }: Pick<Variant, "productTitle" | "title">): string =>
  title === "" ? productTitle : `${productTitle} · ${title}`;

export function VariantPicker({ label, onPick, isForMany = false, error }: Props) {
  const { t } = useTranslation("ui");
  const [words, setWords] = useState("");
  const [picked, setPicked] = useState<string | null>(null);
  const [settled] = useDebouncedValue(words.trim(), 150);
  const { data, isFetching } = useQuery({
    queryKey: ["products", "variants", "picked", settled],
    queryFn: () => readPage("/api/variants", { limit: SHOWN, ...(settled !== "" && { filter: { q: settled } }) }),
    placeholderData: keepPreviousData,
  });
  const found = data?.items ?? [];
  return (
    <Select
      label={label}
      placeholder={t("variantPicker.placeholder")}
      searchable
      searchValue={words}
      onSearchChange={setWords}
      value={picked}
      error={error}
      nothingFoundMessage={t("list.nothing")}
      rightSection={isFetching ? <Loader size="xs" /> : null}
      // The hub has searched already.
      filter={({ options }) => options}
      data={found.map(({ id, sku, productTitle, title }) => ({
        value: id,
        label: `${sku} · ${nameOf({ productTitle, title })}`,
      }))}
      renderOption={({ option }) => {
        const variant = found.find(({ id }) => id === option.value);
        if (!variant) return option.label;
        return (
          <Group justify="space-between" wrap="nowrap" flex={1}>
            <Stack gap={0} miw={0}>
              <Text size="sm" truncate dir="auto">
                {nameOf(variant)}
              </Text>
              <Text size="xs" c="dimmed" className="code">
                {variant.sku}
              </Text>
            </Stack>
            <Text size="xs" className="nowrap">
              {t("variantPicker.available", { count: variant.available })}
            </Text>
          </Group>
        );
      }}
      onChange={(id) => {
        const variant = found.find((each) => each.id === id);
        setPicked(isForMany ? null : id);
        if (isForMany) setWords("");
        if (variant) onPick(variant);
      }}
    />
  );
}
