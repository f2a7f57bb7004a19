/** Where a register stands, how it counts, and what is allowed at it. */
import { Checkbox, Group, Select, Switch, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, type Shape } from "../data/hub.ts";
import { locationsQuery, storesQuery } from "../data/reference-data.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { named, worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { changedOf } from "../ui/changed.ts";
import { CurrencySelect } from "../ui/currency-select.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { boundText, boundTick, fieldsOf } from "../ui/field.ts";
import { NoteInput } from "../ui/note-input.tsx";
import { OneOf } from "../ui/one-of.tsx";
import { WholeNumber } from "../ui/whole-number.tsx";

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
    taxMode: register?.taxMode,
    cashUnit: register?.cashUnit,
    cashMode: register?.cashMode,
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

/** What is not known is left to the hub: the location, and how its currency is rounded. */
const sentOf = ({ locationId, taxMode, cashUnit, cashMode, ...rest }: Draft) => ({
  ...rest,
  ...(locationId !== undefined && { locationId }),
  ...(taxMode !== undefined && { taxMode }),
  ...(cashUnit !== undefined && { cashUnit }),
  ...(cashMode !== undefined && { cashMode }),
});

interface Fields {
  readonly draft: Draft;
  set(change: Partial<Draft>): void;
}

export function RegisterDialog({ register, onClose }: { readonly register: Register | null; onClose(): void }) {
  const { t } = useTranslation("pos");
  const { organization } = useSession();
  const [draft, setDraft] = useState(() => draftOf(register, organization?.currency ?? "EUR"));
  const [first] = useState(draft);
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const save = useAction({
    run: () =>
      body(
        register === null
          ? hub.POST("/api/pos/registers", { body: sentOf(draft) })
          : hub.PATCH("/api/pos/registers/{registerId}", {
              params: { path: { registerId: register.id } },
              body: changedOf(sentOf(first), sentOf(draft)),
            }),
      ),
    renews: [["pos", "registers"]],
    done: onClose,
    said: t("saved"),
    isQuietFailure: true,
  });
  return (
    <FormDialog
      help={<Help of="register" />}
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
        <Switch label={t("isActive")} {...boundTick(draft.isActive, (isActive) => set({ isActive }))} />
      )}
    </FormDialog>
  );
}

function Place({ draft, set }: Fields) {
  const { t } = useTranslation("pos");
  const { data: locations = [] } = useQuery(locationsQuery);
  const places = locations.filter(({ active, kind }) => active && kind === "own");
  return (
    <>
      <TextInput label={t("name")} required {...boundText(draft.name, (name) => set({ name }))} />
      <Group grow align="flex-start">
        <TextInput
          label={t("prefix")}
          description={t("prefixHelp")}
          required
          maxLength={8}
          {...boundText(draft.prefix, (text) => set({ prefix: text.toUpperCase() }))}
        />
        <OneOf
          label={t("location")}
          description={t("locationHelp")}
          options={named(places)}
          value={draft.locationId ?? places.find(({ isDefault }) => isDefault)?.id ?? null}
          onChange={(locationId) => set({ locationId })}
        />
      </Group>
    </>
  );
}

function Money({ draft, set }: Fields) {
  const { t } = useTranslation("pos");
  const field = fieldsOf(draft, set);
  return (
    <>
      <Group grow align="flex-start">
        <CurrencySelect label={t("currency")} {...field("currency")} />
        <OneOf
          label={t("taxPer")}
          options={worded(["line", "receipt"], (value) => t(`taxPerOf.${value}`))}
          value={draft.taxPer}
          onChange={(value) => set({ taxPer: value === "receipt" ? "receipt" : "line" })}
        />
      </Group>
      <Switch label={t("pricesIncludeTax")} {...field.tick("pricesIncludeTax")} />
      {draft.cashUnit !== undefined && <Rounding draft={draft} set={set} />}
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
      <NoteInput minRows={1} label={t("receiptHeader")} {...field.text("receiptHeader")} />
      <NoteInput minRows={1} label={t("receiptFooter")} {...field.text("receiptFooter")} />
    </>
  );
}

const TAX_MODES = ["half_up", "down", "up"] as const;
const CASH_MODES = ["half_up", "half_down", "down", "up"] as const;

/** Of a register that stands: a new one is rounded as its currency usually is. */
function Rounding({ draft, set }: Fields) {
  const { t } = useTranslation("pos");
  return (
    <Group grow align="flex-start">
      <OneOf
        label={t("taxMode")}
        options={worded(TAX_MODES, (value) => t(`roundingOf.${value}`))}
        value={draft.taxMode ?? null}
        onChange={(taxMode) => set({ taxMode })}
      />
      <WholeNumber
        label={t("cashUnit")}
        description={t("cashUnitHelp")}
        min={1}
        max={1_000_000}
        value={draft.cashUnit ?? null}
        onChange={(cashUnit) => cashUnit !== null && set({ cashUnit })}
      />
      <OneOf
        label={t("cashMode")}
        options={worded(CASH_MODES, (value) => t(`roundingOf.${value}`))}
        value={draft.cashMode ?? null}
        onChange={(cashMode) => set({ cashMode })}
      />
    </Group>
  );
}

function Allowed({ draft, set }: Fields) {
  const { t } = useTranslation("pos");
  const { data: stores = [] } = useQuery(storesQuery);
  return (
    <>
      <WholeNumber
        label={t("discountLimit")}
        description={t("discountLimitHelp")}
        min={0}
        max={100}
        suffix="%"
        value={draft.discountLimit}
        onChange={(discountLimit) => discountLimit !== null && set({ discountLimit })}
      />
      {LIMITS.map((name) => (
        <Switch key={name} label={t(name)} {...boundTick(draft[name], (isOn) => set({ [name]: isOn }))} />
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
