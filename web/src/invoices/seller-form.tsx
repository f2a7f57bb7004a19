import { Checkbox, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, type Sent } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { CountrySelect } from "../ui/country-select.tsx";
import { boundText } from "../ui/field.ts";
import { NoteInput } from "../ui/note-input.tsx";
import { OneOf } from "../ui/one-of.tsx";
import { fieldErrors, ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { SaveBar } from "../ui/save-bar.tsx";
import { Logo } from "./logo.tsx";
import { type InvoiceSettings, invoiceSettingsQuery } from "./queries.ts";

type Change = Sent<"patchInvoiceSettings">;

const ADDRESS = ["line1", "line2", "city", "region", "postcode", "country"] as const;
/** Written from left to right in every language. */
const CODES: ReadonlySet<string> = new Set(["taxId", "gstin", "registration", "email", "phone"]);
const SWITCHES = ["issuesWhenShipped", "creditsRefunds", "usesProductRates"] as const;

export function SellerForm({ saved }: { readonly saved: InvoiceSettings }) {
  const { t, language } = useTranslation("invoices");
  const { may } = useSession();
  const client = useQueryClient();
  const [typed, setTyped] = useState<Change>({});
  const isReadOnly = !may("manage_members");
  const now = { ...saved, ...typed };
  const address = now.address as Readonly<Partial<Record<(typeof ADDRESS)[number], string>>>;
  const save = useFormAction({
    run: () => body(hub.PATCH("/api/invoice-settings", { body: typed })),
    done(answer) {
      client.setQueryData(invoiceSettingsQuery.queryKey, answer);
      setTyped({});
    },
    said: t("settings.saved"),
  });
  const errors = fieldErrors(save.error);
  const text = (name: "legalName" | "taxId" | "gstin" | "registration" | "email" | "phone") => ({
    label: name === "taxId" && now.regime === "eu_vat" ? t("settings.vatId") : t(`settings.${name}`),
    value: now[name] ?? "",
    error: errors[name],
    disabled: isReadOnly,
    maxLength: 200,
    ...(CODES.has(name) && { styles: { input: { direction: "ltr" as const } } }),
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => {
      const { value } = event.currentTarget;
      setTyped({ ...typed, [name]: name === "legalName" || value !== "" ? value : null });
    },
  });
  const part = (name: (typeof ADDRESS)[number]) => ({
    label: t(`settings.${name}`),
    value: address[name] ?? "",
    error: errors[`address.${name}`],
    disabled: isReadOnly,
  });
  const setPart = (name: (typeof ADDRESS)[number], value: string) => {
    const { [name]: _, ...others } = address;
    setTyped({ ...typed, address: value === "" ? others : { ...others, [name]: value } });
  };
  const months = Array.from({ length: 12 }, (_, index) => ({
    value: String(index + 1),
    label: new Intl.DateTimeFormat(language, { month: "long", timeZone: "UTC" }).format(
      new Date(Date.UTC(2026, index, 1)),
    ),
  }));
  return (
    <>
      <Card help={<Help of="invoice_seller" />} title={t("settings.seller")}>
        <Stack gap="sm">
          {save.error !== null && Object.keys(errors).length === 0 && <ProblemNotice error={save.error} />}
          <Quiet>{isReadOnly ? t("settings.readOnly") : t("settings.sellerText")}</Quiet>
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
            <TextInput {...text("legalName")} dir="auto" />
            <TextInput {...text("registration")} />
            {ADDRESS.map((name) =>
              name === "country" ? (
                <CountrySelect key={name} {...part(name)} onChange={(code) => setPart(name, code)} />
              ) : (
                <TextInput
                  key={name}
                  {...part(name)}
                  dir="auto"
                  maxLength={200}
                  onChange={(event) => setPart(name, event.currentTarget.value)}
                />
              ),
            )}
            <TextInput {...text("email")} />
            <TextInput {...text("phone")} />
          </SimpleGrid>
          <Logo saved={saved} isReadOnly={isReadOnly} />
        </Stack>
      </Card>
      <Card help={<Help of="invoice_rules" />} title={t("settings.rules")}>
        <Stack gap="sm">
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
            <OneOf
              label={t("settings.regime")}
              options={worded(["plain", "eu_vat", "gst"], (value) => t(`settings.regimes.${value}`))}
              value={now.regime}
              disabled={isReadOnly}
              onChange={(regime) => setTyped({ ...typed, regime })}
            />
            {now.regime === "gst" ? (
              <TextInput {...text("gstin")} maxLength={15} />
            ) : (
              <TextInput {...text("taxId")} maxLength={40} />
            )}
            <OneOf
              label={t("settings.yearStart")}
              options={months}
              value={String(now.yearStart)}
              disabled={isReadOnly}
              onChange={(month) => setTyped({ ...typed, yearStart: Number(month) })}
            />
            <OneOf
              label={t("settings.language")}
              options={worded(["en", "ar"], (value) => t(`settings.languages.${value}`))}
              value={now.language}
              disabled={isReadOnly}
              onChange={(language) => setTyped({ ...typed, language })}
            />
          </SimpleGrid>
          <NoteInput
            label={t("settings.footer")}
            description={t("settings.footerHelp")}
            {...boundText(now.footer, (footer) => setTyped({ ...typed, footer }))}
            maxLength={1_000}
            disabled={isReadOnly}
          />
          <Checkbox.Group label={t("settings.automatic")} value={SWITCHES.filter((name) => now[name])}>
            <Stack gap={6} mt={6}>
              {SWITCHES.filter((name) => name !== "usesProductRates" || now.regime === "gst").map((name) => (
                <Checkbox
                  key={name}
                  value={name}
                  label={t(`settings.${name}`)}
                  disabled={isReadOnly}
                  onChange={(event) => setTyped({ ...typed, [name]: event.currentTarget.checked })}
                />
              ))}
            </Stack>
          </Checkbox.Group>
        </Stack>
        <SaveBar
          isChanged={Object.keys(typed).length > 0}
          isSaving={save.isRunning}
          onSave={() => save.start()}
          onUndo={() => {
            setTyped({});
            save.reset();
          }}
        />
      </Card>
    </>
  );
}
