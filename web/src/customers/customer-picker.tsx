/** Finds a customer by name, e-mail or phone. */
import { Combobox, Loader, Stack, Text, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { hub, type Shape } from "../data/hub.ts";
import { readingItems } from "../data/reading.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { boundText } from "../ui/field.ts";

export type Found = Shape<"CustomerSummary">;

interface Props {
  readonly label: string;
  /** Who is not offered. */
  readonly except?: string;
  onChoose(customer: Found): void;
}

const WAIT_MS = 200;
const MOST = 20;

export function CustomerPicker({ label, except, onChoose }: Props) {
  const { t } = useTranslation("customers");
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed.trim(), WAIT_MS);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const found = useQuery(
    readingItems(
      ["customers", "found", q],
      () => hub.GET("/api/customers", { params: { query: { limit: MOST, q } } }),
      { enabled: q !== "", placeholderData: keepPreviousData },
    ),
  );
  const others = (q === "" ? [] : (found.data ?? [])).filter(({ id, isErased }) => id !== except && !isErased);
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(id) => {
        const chosen = others.find((each) => each.id === id);
        if (!chosen) return;
        onChoose(chosen);
        setTyped(chosen.name ?? chosen.email ?? chosen.phone ?? "");
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target>
        <TextInput
          label={label}
          placeholder={t("search")}
          {...boundText(typed, (text) => {
            setTyped(text);
            combobox.openDropdown();
            combobox.updateSelectedOptionIndex();
          })}
          onFocus={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          rightSection={found.isFetching ? <Loader size={14} /> : null}
          autoComplete="off"
          data-autofocus
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={q === ""}>
        <Combobox.Options mah={280} style={{ overflowY: "auto" }}>
          {others.map((customer) => (
            <Combobox.Option key={customer.id} value={customer.id}>
              <Choice customer={customer} />
            </Combobox.Option>
          ))}
          {found.isSuccess && others.length === 0 && <Combobox.Empty>{t("merge.nobody")}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

function Choice({ customer }: { readonly customer: Found }) {
  const { t } = useTranslation("customers");
  const { number } = useFormat();
  const { name, email, phone, orders } = customer;
  return (
    <Stack gap={0}>
      <Text size="sm" style={{ overflowWrap: "anywhere" }}>
        <bdi>{name ?? t("nameless")}</bdi>
      </Text>
      <Text size="xs" c="var(--quiet)" style={{ overflowWrap: "anywhere" }}>
        {[email, phone].map(
          (text) =>
            text !== null && (
              <span key={text}>
                <bdi className="code">{text}</bdi>
                {" · "}
              </span>
            ),
        )}
        {t("orderCount", { count: orders, number: number(orders) })}
      </Text>
    </Stack>
  );
}
