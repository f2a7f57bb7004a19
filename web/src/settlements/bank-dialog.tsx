import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { amountText, minorOf } from "../i18n/amount-text.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { AmountInput } from "../ui/amount-input.tsx";
import { CurrencySelect } from "../ui/currency-select.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { settlementQuery } from "./queries.ts";

interface Props {
  readonly of: {
    readonly id: string;
    readonly currency: string;
    readonly amountMinor: number | null;
    readonly bank: { readonly currency: string; readonly amountMinor: number } | null;
  };
  onClose(): void;
}

export function BankDialog({ of, onClose }: Props) {
  const { id } = of;
  const { t } = useTranslation("settlements");
  const client = useQueryClient();
  const existing = of.bank ?? of;
  const [currency, setCurrency] = useState(existing.currency);
  const [typed, setTyped] = useState(
    existing.amountMinor === null ? "" : amountText(existing.amountMinor, existing.currency),
  );
  const minor = minorOf(typed, currency, true);
  const save = useFormAction({
    run: (amountMinor: number) =>
      body(hub.PATCH("/api/settlements/{id}", { ...ofId(id), body: { amountMinor, currency } })),
    done: async (saved) => {
      client.setQueryData(settlementQuery(id).queryKey, saved);
      await client.invalidateQueries({ queryKey: ["settlements", "list"] });
      onClose();
    },
  });
  return (
    <FormDialog
      help={<Help of="settlement_bank" />}
      title={t("editBank")}
      label={t("save")}
      isReady={minor !== null}
      action={save}
      onSubmit={() => minor !== null && save.start(minor)}
      onClose={onClose}
    >
      <AmountInput
        label={t("bank")}
        description={t("bankHelp")}
        currency={currency}
        value={typed}
        onChange={setTyped}
      />
      <CurrencySelect
        label={t("bankCurrency")}
        description={currency === of.currency ? undefined : t("bankCurrencyHelp", { currency: of.currency })}
        value={currency}
        onChange={setCurrency}
      />
    </FormDialog>
  );
}
