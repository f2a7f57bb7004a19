/** The rates registers tax with. */
import { Button, Group, Stack, Switch, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, type Shape } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { plainDecimalOf } from "../i18n/amount-text.ts";
import { countryName } from "../i18n/choices.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { ConfirmAction } from "../ui/confirm.tsx";
import { CountrySelect } from "../ui/country-select.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { fieldsOf } from "../ui/field.ts";
import { IconAction } from "../ui/icon-action.tsx";
import { PercentInput } from "../ui/percent-input.tsx";
import { PlainList } from "../ui/plain-list.tsx";
import { taxRatesQuery } from "./queries.ts";

type Rate = Shape<"RegisterTaxRate">;

export function TaxRates() {
  const { t, language } = useTranslation("pos");
  const { may } = useSession();
  const { data: rows = [] } = useQuery(taxRatesQuery);
  const [isNew, setNew] = useState(false);
  const [removed, setRemoved] = useState<Rate | null>(null);
  const canEdit = may("edit_catalogue");
  const placeOf = ({ country, region }: Rate) =>
    country === null ? t("everywhere") : [countryName(country, language), region].filter(Boolean).join(", ");
  return (
    <Card
      help={<Help of="tax_rate" />}
      title={t("taxRates")}
      isFlush={rows.length > 0}
      actions={
        canEdit && (
          <Button variant="default" onClick={() => setNew(true)}>
            {t("newRate")}
          </Button>
        )
      }
    >
      <PlainList
        label={t("taxRates")}
        rows={rows}
        none={t("noRates")}
        columns={(column) => [
          column.title("tax", t("tax"), ({ tax }) => <bdi>{tax}</bdi>),
          column.figure("rate", t("rate"), ({ rate }) => <bdi>{rate}%</bdi>, { onCard: "state" }),
          column.fact("class", t("taxClass"), ({ taxClass }) => <bdi>{taxClass}</bdi>),
          column.fact("place", t("place"), (row) => <bdi>{placeOf(row)}</bdi>),
        ]}
        {...(canEdit && {
          actions: (row: Rate) => (
            <IconAction
              icon={IconTrash}
              label={`${t("removeRate")}: ${row.tax} ${row.rate}%`}
              onClick={() => setRemoved(row)}
            />
          ),
        })}
      />
      {isNew && <NewRate onClose={() => setNew(false)} />}
      {removed && <Remove rate={removed} onClose={() => setRemoved(null)} />}
    </Card>
  );
}

const EMPTY = { tax: "", rate: "", taxClass: "standard", country: "", region: "", isCompound: false };
type Draft = typeof EMPTY;

function NewRate({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("pos");
  const [draft, setDraft] = useState(EMPTY);
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const rate = plainDecimalOf(draft.rate);
  const save = useAction({
    run: () =>
      body(
        hub.POST("/api/pos/tax-rates", {
          body: {
            tax: draft.tax,
            rate: rate ?? "",
            taxClass: draft.taxClass,
            country: draft.country === "" ? null : draft.country,
            region: draft.region.trim() === "" ? null : draft.region,
            isCompound: draft.isCompound,
          },
        }),
      ),
    renews: [["pos", "tax-rates"]],
    done: onClose,
    said: t("saved"),
    isQuietFailure: true,
  });
  return (
    <FormDialog
      help={<Help of="tax_rate" />}
      title={t("newRate")}
      label={t("addRate")}
      action={save}
      isReady={draft.tax.trim() !== "" && rate !== null && draft.taxClass.trim() !== ""}
      onClose={onClose}
    >
      <Fields draft={draft} set={set} />
    </FormDialog>
  );
}

function Fields({ draft, set }: { readonly draft: Draft; set(change: Partial<Draft>): void }) {
  const { t } = useTranslation("pos");
  const field = fieldsOf(draft, set);
  return (
    <>
      <Group grow align="flex-start">
        <TextInput label={t("tax")} description={t("taxHelp")} required {...field.text("tax")} />
        <PercentInput label={t("rate")} description={t("rateHelp")} required {...field("rate")} />
      </Group>
      <TextInput label={t("taxClass")} description={t("taxClassHelp")} required {...field.text("taxClass")} />
      <Stack gap="sm">
        <CountrySelect label={t("country")} {...field("country")} />
        <TextInput label={t("region")} disabled={draft.country === ""} {...field.text("region")} />
      </Stack>
      <Switch label={t("isCompound")} {...field.tick("isCompound")} />
    </>
  );
}

function Remove({ rate, onClose }: { readonly rate: Rate; onClose(): void }) {
  const { t } = useTranslation("pos");
  return (
    <ConfirmAction
      title={t("removeRate")}
      text={t("removeRateText", { rate: `${rate.tax} ${rate.rate}%` })}
      label={t("removeRate")}
      run={() => body(hub.DELETE("/api/pos/tax-rates/{taxRateId}", { params: { path: { taxRateId: rate.id } } }))}
      renews={[["pos", "tax-rates"]]}
      said={t("rateRemoved")}
      onClose={onClose}
    />
  );
}
