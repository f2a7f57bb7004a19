import { Button, Select, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { usePrefetchQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { renewSession } from "../data/sign-in.ts";
import { Help } from "../help/help.tsx";
import { currencyChoices, zones } from "../i18n/choices.ts";
import { languages } from "../i18n/languages.ts";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction, useFormAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { Facts } from "../ui/facts.tsx";
import { boundText } from "../ui/field.ts";
import { fieldErrors, ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { SaveBar } from "../ui/save-bar.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { When } from "../ui/when.tsx";
import { ExchangeRates, ratesQuery } from "./exchange-rates.tsx";
import { SettingsFrame } from "./frame.tsx";
import { organizationQuery } from "./queries.ts";

const FIELDS = [
  "name",
  "slug",
  "currency",
  "zone",
  "language",
  "toShipUntil",
  "packingPhotos",
  "sandboxSales",
] as const;
const SANDBOX_SALES = ["automatic", "counted", "left_out"] as const;
const TO_SHIP_UNTIL = ["label_booked", "handed_over"] as const;
const PACKING_PHOTOS = ["off", "optional", "asked"] as const;
type Typed = Partial<Record<(typeof FIELDS)[number], string>>;

export function OrganizationSettings() {
  usePrefetchQuery(ratesQuery);
  const organization = useQuery(organizationQuery);
  return (
    <SettingsFrame>
      {organization.isPending && <RowsSkeleton />}
      {organization.isError && <ProblemNotice error={organization.error} onRetry={() => void organization.refetch()} />}
      {organization.data && (
        <>
          <OrganizationForm saved={organization.data} />
          <ExchangeRates currency={organization.data.currency} />
          <PlanFacts plan={organization.data.plan} createdAt={organization.data.createdAt} />
          {organization.data.actions.includes("delete_organization") && (
            <CloseOrganization name={organization.data.name} />
          )}
        </>
      )}
    </SettingsFrame>
  );
}

type Organization = Awaited<ReturnType<NonNullable<typeof organizationQuery.queryFn>>>;

interface DispatchProps {
  field(name: "toShipUntil" | "packingPhotos"): { readonly label: string; readonly value: string };
  set(name: "toShipUntil" | "packingPhotos"): (value: string | null) => void;
}

/** When orders leave "to ship", and whether their parcels are photographed. */
function DispatchFields({ field, set }: DispatchProps) {
  const { t } = useTranslation("settings");
  return (
    <>
      <Select
        {...field("toShipUntil")}
        data={worded(TO_SHIP_UNTIL, (value) => t(`organization.until.${value}`))}
        allowDeselect={false}
        onChange={set("toShipUntil")}
      />
      <Select
        {...field("packingPhotos")}
        data={worded(PACKING_PHOTOS, (value) => t(`organization.photos.${value}`))}
        allowDeselect={false}
        onChange={set("packingPhotos")}
      />
    </>
  );
}

function OrganizationForm({ saved }: { readonly saved: Organization }) {
  const { t, language } = useTranslation("settings");
  const sandboxes = worded(SANDBOX_SALES, (value) => t(`organization.sandbox.${value}`));
  const client = useQueryClient();
  const [typed, setTyped] = useState<Typed>({});
  const changed = FIELDS.filter((name) => typed[name] !== undefined && typed[name]?.trim() !== saved[name]);
  const save = useFormAction({
    run: () =>
      body(
        hub.PATCH("/api/organization", {
          body: Object.fromEntries(changed.map((name) => [name, typed[name]?.trim()])),
        }),
      ),
    async done(answer) {
      client.setQueryData(organizationQuery.queryKey, (before) => before && { ...before, ...answer });
      setTyped({});
      await renewSession();
    },
    said: t("saved"),
  });
  const errors = fieldErrors(save.error);
  const field = (name: (typeof FIELDS)[number]) => ({
    label: t(`organization.${name}`),
    value: typed[name] ?? saved[name],
    error: errors[name],
  });
  const set = (name: keyof Typed) => (value: string | null) => setTyped({ ...typed, [name]: value ?? saved[name] });
  return (
    <Card help={<Help of="organization" />} title={t("sections.organization")}>
      <Stack gap="sm">
        {save.error !== null && Object.keys(errors).length === 0 && <ProblemNotice error={save.error} />}
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          <TextInput {...field("name")} maxLength={120} onChange={(event) => set("name")(event.currentTarget.value)} />
          <TextInput
            {...field("slug")}
            description={t("organization.slugHelp")}
            inputWrapperOrder={["label", "input", "description", "error"]}
            maxLength={60}
            styles={{ input: { direction: "ltr" } }}
            onChange={(event) => set("slug")(event.currentTarget.value)}
          />
          <Select
            {...field("currency")}
            data={currencyChoices(language)}
            searchable
            allowDeselect={false}
            onChange={set("currency")}
          />
          <Select {...field("zone")} data={zones} searchable allowDeselect={false} limit={100} onChange={set("zone")} />
          <Select
            {...field("language")}
            data={languages.map(({ code, name }) => ({ value: code, label: name }))}
            allowDeselect={false}
            onChange={set("language")}
          />
          <DispatchFields field={field} set={set} />
          <Select {...field("sandboxSales")} data={sandboxes} allowDeselect={false} onChange={set("sandboxSales")} />
        </SimpleGrid>
        <Quiet size="xs">{t("organization.help")}</Quiet>
      </Stack>
      <SaveBar
        isChanged={changed.length > 0}
        isSaving={save.isRunning}
        onSave={() => save.start()}
        onUndo={() => {
          setTyped({});
          save.reset();
        }}
      />
    </Card>
  );
}

function PlanFacts({ plan, createdAt }: { readonly plan: Record<string, unknown>; readonly createdAt: string }) {
  const { t } = useTranslation("settings");
  const limit = (name: string) => (typeof plan[name] === "number" ? String(plan[name]) : t("organization.unlimited"));
  return (
    <Card help={<Help of="plan_limits" />} title={t("organization.plan")}>
      <Facts
        facts={[
          [t("organization.limitStores"), limit("stores")],
          [t("organization.limitMembers"), limit("members")],
          [t("organization.limitOrders"), limit("ordersPerMonth")],
          [t("organization.created"), <When key="created" at={createdAt} isExact />],
        ]}
      />
    </Card>
  );
}

function CloseOrganization({ name }: { readonly name: string }) {
  const { t } = useTranslation("settings");
  const { organizations } = useSession();
  const router = useRouter();
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const close = useAction({
    run: () => hub.DELETE("/api/organization"),
    async done() {
      setOpen(false);
      client.clear();
      await renewSession();
      await router.navigate({ to: organizations.length > 1 ? "/" : "/welcome" });
    },
  });
  return (
    <Card help={<Help of="closing" />} title={t("organization.close")}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{t("organization.closeText")}</Text>
        <Button color="red" variant="light" onClick={() => setOpen(true)}>
          {t("organization.closeButton", { name })}
        </Button>
      </Stack>
      <Confirm
        isOpen={isOpen}
        title={t("organization.closeButton", { name })}
        text={t("organization.closeAsk", { name })}
        label={t("organization.closeButton", { name })}
        isRunning={close.isRunning}
        onConfirm={() => typed.trim() === name && close.start()}
        onClose={() => setOpen(false)}
      >
        <TextInput
          label={t("organization.typeName")}
          {...boundText(typed, setTyped)}
          error={typed !== "" && typed.trim() !== name ? t("organization.nameDiffers") : null}
        />
      </Confirm>
    </Card>
  );
}
