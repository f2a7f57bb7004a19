/** Everything a discount can be told: what it takes off, from what, when, how often and where. */
import { Checkbox, SegmentedControl, SimpleGrid, Switch, TextInput, Title } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { changedOf } from "../ui/changed.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { boundText, fieldsOf } from "../ui/field.ts";
import { MoneyField } from "../ui/money-field.tsx";
import { OneOf } from "../ui/one-of.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { WholeNumber } from "../ui/whole-number.tsx";
import { Count } from "./count.tsx";
import { bodyOf, type Draft, draftOf, type FieldProps } from "./discount-draft.ts";
import { EffectFields } from "./effect-fields.tsx";
import type { Discount } from "./queries.ts";
import { ScopeFields } from "./scope-fields.tsx";
import { WhenFields } from "./when-fields.tsx";

const CLASSES = ["items", "basket", "shipping"] as const;
const SCOPES = ["till", "order"] as const;

export function DiscountDialog({ discount, onClose }: { readonly discount: Discount | null; onClose(): void }) {
  const { t } = useTranslation("promotions");
  const { organization } = useSession();
  const [draft, setDraft] = useState(() => draftOf(discount, organization?.currency ?? "USD"));
  const set = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }));
  const [first] = useState(draft);
  const sent = bodyOf(draft);
  const save = useFormAction({
    run: async () => {
      if (sent === null) return;
      await body(
        discount === null
          ? hub.POST("/api/discounts", { body: sent })
          : hub.PATCH("/api/discounts/{id}", { ...ofId(discount.id), body: changedOf(bodyOf(first) ?? {}, sent) }),
      );
    },
    renews: [["discounts"]],
    done: onClose,
    said: t("saved", { name: draft.code?.trim() || draft.title.trim() }),
  });
  return (
    <FormDialog
      help={<Help of="discount" />}
      size="lg"
      title={discount === null ? t("addDiscount") : t("editDiscount", { name: discount.code ?? discount.title })}
      label={t(discount === null ? "addDiscount" : "saveDiscount")}
      action={save}
      isReady={sent !== null}
      onClose={onClose}
    >
      <NameFields draft={draft} set={set} />
      <Part title={t("takesOff")}>
        <EffectFields draft={draft} set={set} />
      </Part>
      <Part title={t(draft.kind === "buy_get" ? "itemsToBuy" : "items")}>
        <ScopeFields scope={draft.scope} onChange={(scope) => set({ scope })} />
      </Part>
      <Part title={t("conditions")}>
        <ConditionFields draft={draft} set={set} />
      </Part>
      <Part title={t("dates")}>
        <WhenFields draft={draft} set={set} />
      </Part>
      <Part title={t("whereAndHow")}>
        <PlaceFields draft={draft} set={set} />
      </Part>
    </FormDialog>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <>
      <Title order={3} size="h5" mt="xs">
        {title}
      </Title>
      {children}
    </>
  );
}

function NameFields({ draft, set }: FieldProps) {
  const { t } = useTranslation("promotions");
  const field = fieldsOf(draft, set);
  return (
    <>
      <SegmentedControl
        aria-label={t("kind")}
        data={[
          { value: "coupon", label: t("coupon") },
          { value: "automatic", label: t("automatic") },
        ]}
        value={draft.code === null ? "automatic" : "coupon"}
        onChange={(value) => set({ code: value === "automatic" ? null : "" })}
      />
      <SimpleGrid cols={{ base: 1, xs: draft.code === null ? 1 : 2 }}>
        {draft.code !== null && (
          <TextInput
            label={t("code")}
            description={t("codeHelp")}
            required
            maxLength={100}
            {...boundText(draft.code, (text) => set({ code: text.toUpperCase() }))}
          />
        )}
        <TextInput label={t("name")} description={t("nameHelp")} required maxLength={200} {...field.text("title")} />
      </SimpleGrid>
      <Switch label={t("isOn")} {...field.tick("isActive")} />
    </>
  );
}

function ConditionFields({ draft, set }: FieldProps) {
  const { t } = useTranslation("promotions");
  const { minimum } = draft;
  const least = (change: Partial<Draft["minimum"]>) => set({ minimum: { ...minimum, ...change } });
  const isLimited = minimum.amount !== null || minimum.quantity !== null;
  const field = fieldsOf(minimum, least);
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <MoneyField
          label={t("minimumAmount")}
          placeholder={t("noMinimum")}
          currency={draft.currency}
          {...field("amount")}
        />
        <Count label={t("minimumQuantity")} empty={t("noMinimum")} {...field("quantity")} />
      </SimpleGrid>
      {isLimited && (
        <OneOf
          label={t("minimumOf")}
          options={worded(["basket", "scope"], (value) => t(`minimumOfWhat.${value}`))}
          {...field("of")}
        />
      )}
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Count label={t("useLimit")} value={draft.uses} onChange={(uses) => set({ uses })} />
        <Count label={t("customerLimit")} value={draft.perCustomer} onChange={(perCustomer) => set({ perCustomer })} />
      </SimpleGrid>
      <Quiet size="xs">{t("limitHelp")}</Quiet>
    </>
  );
}

function PlaceFields({ draft, set }: FieldProps) {
  const { t } = useTranslation("promotions");
  return (
    <>
      <Checkbox.Group
        label={t("places")}
        description={t("placesHelp")}
        error={draft.places.length === 0 ? t("placesMissing") : undefined}
        value={[...draft.places]}
        onChange={(chosen) => set({ places: SCOPES.filter((place) => chosen.includes(place)) })}
      >
        {SCOPES.map((place) => (
          <Checkbox mt="xs" key={place} value={place} label={t(`placesOf.${place}`)} />
        ))}
      </Checkbox.Group>
      <Checkbox.Group
        label={t("combines")}
        description={t("combinesHelp")}
        value={[...draft.combines]}
        onChange={(chosen) => set({ combines: CLASSES.filter((each) => chosen.includes(each)) })}
      >
        {CLASSES.map((each) => (
          <Checkbox mt="xs" key={each} value={each} label={t(`combinesWith.${each}`)} />
        ))}
      </Checkbox.Group>
      <WholeNumber
        label={t("priority")}
        description={t("priorityHelp")}
        min={-1_000}
        max={1_000}
        value={draft.priority}
        onChange={(priority) => priority !== null && set({ priority })}
      />
    </>
  );
}
