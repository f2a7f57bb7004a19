/** How long gift cards count by the country they are issued in. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { countryName } from "../i18n/choices.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { CountrySelect } from "../ui/country-select.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { IconAction } from "../ui/icon-action.tsx";
import { PlainList } from "../ui/plain-list.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { WholeNumber } from "../ui/whole-number.tsx";
import { expiriesQuery } from "./queries.ts";

interface Expiry {
  readonly country: string;
  readonly months: number;
}

export function ExpiryCard() {
  const { t, language } = useTranslation("promotions");
  const { may } = useSession();
  const { data: rows = [], error } = useQuery(expiriesQuery);
  const [isOpen, setOpen] = useState(false);
  return (
    <Card
      help={<Help of="gift_card" />}
      title={t("expiryByCountry")}
      actions={
        may("refund") && (
          <Button variant="default" onClick={() => setOpen(true)}>
            {t("editExpiry")}
          </Button>
        )
      }
    >
      <Text size="sm" mb="sm">
        {t("expiryHelp")}
      </Text>
      {error !== null && <ProblemNotice error={error} />}
      {rows.length > 0 && (
        <PlainList
          label={t("expiryByCountry")}
          rows={rows}
          rowKey={({ country }) => country}
          columns={(column) => [
            column.title("country", t("country"), ({ country }) => countryName(country, language)),
            column.figure("months", t("counts"), ({ months }) => t("months", { count: months }), { onCard: "state" }),
          ]}
        />
      )}
      {/* Changed by somebody else meanwhile, it begins anew with their list. */}
      {isOpen && <ExpiryDialog key={JSON.stringify(rows)} rows={rows} onClose={() => setOpen(false)} />}
    </Card>
  );
}

const YEAR = 12;

function ExpiryDialog({ rows, onClose }: { readonly rows: readonly Expiry[]; onClose(): void }) {
  const { t } = useTranslation("promotions");
  const [draft, setDraft] = useState<readonly Expiry[]>(() => (rows.length > 0 ? rows : [{ country: "", months: 60 }]));
  const put = (n: number, change: Partial<Expiry>) =>
    setDraft(draft.map((row, at) => (at === n ? { ...row, ...change } : row)));
  const save = useFormAction({
    run: () =>
      body(
        hub.PUT("/api/gift-card-expiry", {
          body: { items: draft.map(({ country, months }) => ({ country, months })) },
        }),
      ),
    renews: [["gift-card-expiry"]],
    done: onClose,
    said: t("expirySaved"),
  });
  return (
    <FormDialog
      help={<Help of="gift_card" />}
      title={t("expiryByCountry")}
      label={t("saveExpiry")}
      action={save}
      isReady={draft.every(({ country }) => country !== "")}
      onClose={onClose}
    >
      <Text size="sm">{t("expiryLaw")}</Text>
      <Stack gap="sm">
        {draft.map(({ country, months }, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place until it is saved
          <Group key={n} align="flex-end" wrap="nowrap">
            <div style={{ flex: 1, minWidth: 0 }}>
              <CountrySelect label={t("country")} value={country} onChange={(code) => put(n, { country: code })} />
            </div>
            <WholeNumber
              label={t("monthsLabel")}
              w={110}
              min={1}
              max={1_200}
              step={YEAR}
              value={months}
              onChange={(months) => months !== null && put(n, { months })}
            />
            <IconAction
              icon={IconTrash}
              label={t("remove", { name: country || t("country") })}
              size={36}
              onClick={() => setDraft(draft.filter((_, at) => at !== n))}
            />
          </Group>
        ))}
      </Stack>
      <Button
        variant="subtle"
        style={{ alignSelf: "start" }}
        onClick={() => setDraft([...draft, { country: "", months: 60 }])}
      >
        {t("addCountry")}
      </Button>
    </FormDialog>
  );
}
