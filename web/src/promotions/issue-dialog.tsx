/** Issues a gift card, then shows its code once: later it is on its print alone. */
import { Alert, Button, Group, Modal, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { IconPrinter } from "@tabler/icons-react";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useAction, useFormAction } from "../ui/action.ts";
import { CopyField } from "../ui/copy-field.tsx";
import { CountrySelect } from "../ui/country-select.tsx";
import { CurrencySelect } from "../ui/currency-select.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { boundText } from "../ui/field.ts";
import { MoneyField } from "../ui/money-field.tsx";
import { OneOf } from "../ui/one-of.tsx";
import { openPrint } from "./queries.ts";

const EXPIRIES = ["law", "day", "never"] as const;
type Expiry = (typeof EXPIRIES)[number];

interface Issued {
  readonly id: string;
  readonly code: string;
}

export function IssueDialog({ onClose }: { onClose(): void }) {
  const [issued, setIssued] = useState<Issued | null>(null);
  if (issued !== null) return <CodeDialog card={issued} onClose={onClose} />;
  return <Form onIssued={setIssued} onClose={onClose} />;
}

interface FormProps {
  onIssued(card: Issued): void;
  onClose(): void;
}

function Form({ onIssued, onClose }: FormProps) {
  const { t } = useTranslation("promotions");
  const { organization } = useSession();
  const [currency, setCurrency] = useState(organization?.currency ?? "USD");
  const [amount, setAmount] = useState<number | null>(null);
  const [draft, setDraft] = useState<ExpiryDraft>({ expiry: "law", country: "", day: "" });
  const { expiry, country, day } = draft;
  const [reference, setReference] = useState("");
  const issue = useFormAction({
    run: () =>
      body(
        hub.POST("/api/gift-cards", {
          body: {
            amountMinor: amount ?? 0,
            currency,
            reference: reference.trim(),
            ...(expiry === "law" && country !== "" && { country }),
            ...(expiry === "day" && { expiresOn: day }),
            ...(expiry === "never" && { expiresOn: null }),
          },
        }),
      ),
    renews: [["gift-cards"]],
    done: (card) => {
      onIssued(card);
    },
  });
  return (
    <FormDialog
      help={<Help of="gift_card" />}
      title={t("issue")}
      label={t("issue")}
      action={issue}
      isReady={amount !== null && amount > 0 && (expiry !== "day" || day !== "")}
      onClose={onClose}
    >
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <MoneyField label={t("amount")} required currency={currency} value={amount} onChange={setAmount} />
        <CurrencySelect label={t("currency")} value={currency} onChange={setCurrency} />
      </SimpleGrid>
      <ExpiryFields draft={draft} set={(change) => setDraft({ ...draft, ...change })} />
      <TextInput
        label={t("reference")}
        description={t("referenceHelp")}
        maxLength={200}
        {...boundText(reference, setReference)}
      />
    </FormDialog>
  );
}

interface ExpiryDraft {
  readonly expiry: Expiry;
  readonly country: string;
  readonly day: string;
}

interface ExpiryProps {
  readonly draft: ExpiryDraft;
  set(change: Partial<ExpiryDraft>): void;
}

function ExpiryFields({ draft: { expiry, country, day }, set }: ExpiryProps) {
  const { t } = useTranslation("promotions");
  return (
    <>
      <OneOf
        label={t("expires")}
        options={worded(EXPIRIES, (value) => t(`expiresBy.${value}`))}
        value={expiry}
        onChange={(expiry) => set({ expiry })}
      />
      {expiry === "law" && (
        <CountrySelect label={t("issuedIn")} value={country} onChange={(code) => set({ country: code })} />
      )}
      {expiry === "day" && (
        <TextInput type="date" label={t("expiresOn")} required {...boundText(day, (day) => set({ day }))} />
      )}
    </>
  );
}

function CodeDialog({ card, onClose }: { readonly card: Issued; onClose(): void }) {
  const { t } = useTranslation("promotions");
  const print = useAction({ run: () => openPrint(card.id) });
  return (
    <Modal
      opened
      title={t("issuedTitle")}
      closeButtonProps={{ "aria-label": t("close", { ns: "ui" }) }}
      onClose={onClose}
    >
      <Stack>
        <CopyField label={t("code")} value={card.code} />
        <Alert color="yellow" variant="light">
          <Text size="sm">{t("codeOnce")}</Text>
        </Alert>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("close", { ns: "ui" })}
          </Button>
          <Button leftSection={<IconPrinter size={16} />} {...starts(print)}>
            {t("print")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
