/** Where a register stands, how it counts, and what is allowed at it. */
import { Checkbox, Group, NumberInput, Select, Switch, Textarea, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, type Shape } from "../data/hub.ts";
import { storesQuery } from "../data/known.ts";
import { useSession } from "../data/session.ts";
import { currencyChoices } from "../i18n/choices.ts";
import { named, worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";

type Register = Shape<"Register">;
// Those the register takes: programs that sell may allow more.
const KINDS = ["cash", "card", "gift_card", "other"] as const;
const LIMITS = ["mayOverride", "mayRefundWithoutReceipt"] as const;

function draftOf(register: Register | null, currency: string) {
  return {
    name: register?.name ?? "",
    prefix: register?.prefix ?? "",
    locationId: register?.locationId,
    currency: register?.currency ?? currency,
    pricesIncludeTax: register?.pricesIncludeTax ?? true,
    taxPer: register?.taxPer ?? ("line" as const),
    paymentKinds: register?.paymentKinds ?? [...KINDS].slice(0, 2),
    receiptHeader: register?.receiptHeader ?? "",
    receiptFooter: register?.receiptFooter ?? "",
    discountLimit: register?.discountLimit ?? 100,
    mayOverride: register?.mayOverride ?? true,
    mayRefundWithoutReceipt: register?.mayRefundWithoutReceipt ?? false,
    pushStoreId: register?.pushStoreId ?? null,
    isActive: register?.isActive ?? true,
  };
}

type Draft = ReturnType<typeof draftOf>;
interface Fields {
  readonly draft: Draft;
  set(change: Partial<Draft>): void;
}

export function RegisterDialog({ register, onClose }: { readonly register: Register | null; onClose(): void }) {
  const { t } = useTranslation("pos");
  const { organization } = useSession();
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(register, organization?.currency ?? "EUR"));
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const save = useAction({
    run: () => {
      const { locationId, ...rest } = draft;
      const fields = { ...rest, ...(locationId !== undefined && { locationId }) };
      return body(
        register === null
          ? hub.POST("/api/pos/registers", { body: fields })
          : hub.PATCH("/api/pos/registers/{registerId}", {
              params: { path: { registerId: register.id } },
              body: fields,
            }),
      );
    },
    done: async () => {
      await client.invalidateQueries({ queryKey: ["pos", "registers"] });
      onClose();
    },
    said: t("saved"),
    isQuietFailure: true,
  });
  return (
    <FormDialog
      size="lg"
      title={t(register === null ? "newRegister" : "editRegister")}
      label={t(register === null ? "addRegister" : "saveRegister")}
      action={save}
      isReady={draft.name.trim() !== "" && draft.prefix !== ""}
      onClose={onClose}
    >
      <Place draft={draft} set={set} />
      <Money draft={draft} set={set} />
      <Allowed draft={draft} set={set} />
      {register !== null && (
        <Switch
          label={t("isActive")}
          checked={draft.isActive}
          onChange={(event) => set({ isActive: event.currentTarget.checked })}
        />
      )}
    </FormDialog>
  );
}

function Place({ draft, set }: Fields) {
  const { t } = useTranslation("pos");
  const { data: locations = [] } = useQuery({
    queryKey: ["inventory", "locations"],
    queryFn: async () => (await body(hub.GET("/api/locations"))).items,
  });
  const places = locations.filter(({ active, kind }) => active && kind === "own");
  return (
    <>
      <TextInput
        label={t("name")}
        required
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Group grow align="flex-start">
        <TextInput
          label={t("prefix")}
          description={t("prefixHelp")}
          required
          maxLength={8}
          value={draft.prefix}
          onChange={(event) => set({ prefix: event.currentTarget.value.toUpperCase() })}
        />
        <Select
          label={t("location")}
          description={t("locationHelp")}
          allowDeselect={false}
          data={named(places)}
          value={draft.locationId ?? places.find(({ isDefault }) => isDefault)?.id ?? null}
          onChange={(locationId) => locationId !== null && set({ locationId })}
        />
      </Group>
    </>
  );
}

function Money({ draft, set }: Fields) {
  const { t, language } = useTranslation("pos");
  return (
    <>
      <Group grow align="flex-start">
        <Select
          label={t("currency")}
          searchable
          allowDeselect={false}
          data={currencyChoices(language)}
          value={draft.currency}
          onChange={(currency) => currency !== null && set({ currency })}
        />
        <Select
          label={t("taxPer")}
          allowDeselect={false}
          data={worded(["line", "receipt"], (value) => t(`taxPerOf.${value}`))}
          value={draft.taxPer}
          onChange={(value) => value !== null && set({ taxPer: value === "receipt" ? "receipt" : "line" })}
        />
      </Group>
      <Switch
        label={t("pricesIncludeTax")}
        checked={draft.pricesIncludeTax}
        onChange={(event) => set({ pricesIncludeTax: event.currentTarget.checked })}
      />
      <Checkbox.Group
        label={t("paymentKinds")}
        value={[...draft.paymentKinds]}
        onChange={(chosen) => set({ paymentKinds: KINDS.filter((kind) => chosen.includes(kind)) })}
      >
        <Group mt="xs">
          {KINDS.map((kind) => (
            <Checkbox key={kind} value={kind} label={t(`kinds.${kind}`)} />
          ))}
        </Group>
      </Checkbox.Group>
      <Textarea
        label={t("receiptHeader")}
        autosize
        value={draft.receiptHeader}
        onChange={(event) => set({ receiptHeader: event.currentTarget.value })}
      />
      <Textarea
        label={t("receiptFooter")}
        autosize
        value={draft.receiptFooter}
        onChange={(event) => set({ receiptFooter: event.currentTarget.value })}
      />
    </>
  );
}

function Allowed({ draft, set }: Fields) {
  const { t } = useTranslation("pos");
  const { data: stores = [] } = useQuery(storesQuery);
  return (
    <>
      <NumberInput
        label={t("discountLimit")}
        description={t("discountLimitHelp")}
        min={0}
        max={100}
        allowDecimal={false}
        suffix="%"
        value={draft.discountLimit}
        onChange={(value) => typeof value === "number" && set({ discountLimit: value })}
      />
      {LIMITS.map((name) => (
        <Switch
          key={name}
          label={t(name)}
          checked={draft[name]}
          onChange={(event) => set({ [name]: event.currentTarget.checked })}
        />
      ))}
      <Select
        label={t("pushStore")}
        description={t("pushStoreHelp")}
        clearable
        data={named(stores)}
        value={draft.pushStoreId}
        onChange={(pushStoreId) => set({ pushStoreId })}
      />
    </>
  );
}
