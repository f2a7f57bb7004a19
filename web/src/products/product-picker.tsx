/** Products chosen one by one: searched by name, and shown as what can be taken out again. */
import { Pill, Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { readPage } from "../data/pages.ts";
import { useTranslation } from "../i18n/translation.ts";
import { productQuery } from "./queries.ts";

const SHOWN = 12;

interface Props {
  readonly label: string;
  readonly placeholder: string;
  readonly ids: readonly string[];
  readonly disabled?: boolean;
  removeLabel(name: string): string;
  onChange(ids: string[]): void;
}

export function ProductPicker({ label, placeholder, ids, disabled = false, removeLabel, onChange }: Props) {
  const { t } = useTranslation("ui");
  const [text, setTerms] = useState("");
  const [settled] = useDebouncedValue(text.trim(), 150);
  const { data } = useQuery({
    queryKey: ["products", "list", "picked", settled],
    queryFn: () => readPage("/api/products", { limit: SHOWN, ...(settled !== "" && { filter: { q: settled } }) }),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <Select
        label={label}
        placeholder={placeholder}
        searchable
        disabled={disabled}
        searchValue={text}
        onSearchChange={setTerms}
        value={null}
        nothingFoundMessage={t("list.nothing")}
        filter={({ options }) => options}
        data={(data?.items ?? []).map(({ id, title }) => ({ value: id, label: title }))}
        onChange={(id) => {
          setTerms("");
          if (id !== null) onChange([...new Set([...ids, id])]);
        }}
      />
      {ids.length > 0 && (
        <Pill.Group>
          {ids.map((id) => (
            <Chosen
              key={id}
              id={id}
              removeLabel={removeLabel}
              {...(!disabled && { onRemove: () => onChange(ids.filter((each) => each !== id)) })}
            />
          ))}
        </Pill.Group>
      )}
    </>
  );
}

interface ChosenProps extends Pick<Props, "removeLabel"> {
  readonly id: string;
  onRemove?(): void;
}

function Chosen({ id, removeLabel, onRemove }: ChosenProps) {
  const { data } = useQuery(productQuery(id));
  const name = data?.title ?? "…";
  return (
    <Pill
      withRemoveButton={onRemove !== undefined}
      {...(onRemove && { onRemove })}
      removeButtonProps={{ "aria-label": removeLabel(name) }}
    >
      <bdi>{name}</bdi>
    </Pill>
  );
}
