/** What the bank received, where the file does not say it. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { amountText, minorOf } from "../i18n/amount-text.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { AmountInput } from "../ui/amount-input.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { settlementQuery } from "./queries.ts";

interface Props {
  readonly of: { readonly id: string; readonly currency: string; readonly amountMinor: number | null };
  onClose(): void;
}

export function BankDialog({ of: { id, currency, amountMinor }, onClose }: Props) {
  const { t } = useTranslation("settlements");
  const client = useQueryClient();
  const [typed, setTyped] = useState(amountMinor === null ? "" : amountText(amountMinor, currency));
  const minor = minorOf(typed, currency, true);
  const save = useAction({
    run: (amount: number) =>
      body(hub.PATCH("/api/settlements/{id}", { params: { path: { id } }, body: { amountMinor: amount } })),
    done: async (saved) => {
      client.setQueryData(settlementQuery(id).queryKey, saved);
      await client.invalidateQueries({ queryKey: ["settlements", "list"] });
      onClose();
    },
    isQuietFailure: true,
  });
  return (
    <FormDialog
      isOpen
      title={t("editBank")}
      label={t("save")}
      isReady={minor !== null}
      isRunning={save.isRunning}
      error={save.error}
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
    </FormDialog>
  );
}
