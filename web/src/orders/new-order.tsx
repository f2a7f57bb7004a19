/** An order made by hand: for the telephone, the counter, or a store that should get it. */

import { Button, Checkbox, SimpleGrid, Stack, TagsInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { storesQuery } from "../data/reference-data.ts";
import { useSession } from "../data/session.ts";
import { takersOf } from "../data/takers.ts";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { AmountInput } from "../ui/amount-input.tsx";
import { Card } from "../ui/card.tsx";
import { boundText, fieldsOf } from "../ui/field.ts";
import { LeaveGuard } from "../ui/leave-guard.tsx";
import { NoteInput } from "../ui/note-input.tsx";
import { OneOf } from "../ui/one-of.tsx";
import { Page } from "../ui/page.tsx";
import { fieldErrors, ProblemNotice } from "../ui/problem.tsx";
import { submitting } from "../ui/submitting.ts";
import { TwoColumns } from "../ui/two-columns.tsx";
import { NewLines } from "./new-lines.tsx";
import { Whose } from "./new-order-customer.tsx";
import { emptyDraft, type OrderDraft, sentOf, wrongIn } from "./new-order-draft.ts";

export function NewOrder() {
  const { t } = useTranslation("orders/page");
  const { t: ofOrders } = useTranslation("orders");
  const { organization } = useSession();
  const navigate = useNavigate();
  const [draft, setDraft] = useState<OrderDraft>(() => emptyDraft(organization?.currency ?? "USD"));
  const [blank] = useState(draft);
  const [error, setError] = useState<unknown>(null);
  const [isTried, setTried] = useState(false);
  const set = (change: Partial<OrderDraft>) => setDraft((now) => ({ ...now, ...change }));
  const sent = sentOf(draft);
  const create = useFormAction({
    run: (order: NonNullable<typeof sent>) => body(hub.POST("/api/orders", { body: order })),
    renews: [["orders"]],
    done: async ({ id }) => {
      await navigate({ to: "/orders/$id", params: { id }, ignoreBlocker: true });
    },
    said: ({ number }) => t("new.said", { number }),
  });
  const save = () => {
    setTried(true);
    if (sent === null || create.isRunning || Object.keys(wrongIn(draft)).length > 0) return;
    setError(null);
    create.startAndWait(sent).catch(setError);
  };
  const part = { draft, onChange: set };
  return (
    <form
      noValidate
      onSubmit={submitting(save)}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) save();
      }}
    >
      <Page
        title={ofOrders("newOrder")}
        above={{ label: ofOrders("title"), to: "/orders" }}
        actions={
          <Button type="submit" disabled={sent === null} loading={create.isRunning}>
            {t("new.create")}
          </Button>
        }
      >
        <LeaveGuard isChanged={draft !== blank} />
        {error !== null && <ProblemNotice error={error} />}
        <TwoColumns
          main={
            <>
              <NewLines {...part} />
              <Where {...part} />
              <NoteAndTags {...part} />
            </>
          }
          side={<Whose {...part} isTried={isTried} refused={fieldErrors(error)} />}
        />
      </Page>
    </form>
  );
}

interface PartProps {
  readonly draft: OrderDraft;
  onChange(change: Partial<OrderDraft>): void;
}

const FINANCIAL = ["pending", "paid", "cod_pending"] as const;

function Where({ draft, onChange }: PartProps) {
  const { t } = useTranslation("orders/page");
  const { t: ofOrders } = useTranslation("orders");
  const { data: stores = [] } = useQuery(storesQuery);
  const usable = takersOf(stores, "createOrders");
  const field = fieldsOf(draft, onChange);
  return (
    <Card title={t("new.where")}>
      <Stack gap="sm">
        <OneOf
          label={ofOrders("columns.store")}
          description={t(draft.storeId === "" ? "new.hereHelp" : "new.storeHelp")}
          options={[{ value: "", label: t("new.here") }, ...usable.map(({ id, name }) => ({ value: id, label: name }))]}
          {...field("storeId")}
        />
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          <OneOf
            label={ofOrders("columns.payment")}
            options={worded(FINANCIAL, (value) => ofOrders(`financial.${value}`))}
            {...field("financial")}
          />
          <AmountInput label={t("money.shipping")} currency={draft.currency} {...field("shipping")} />
          <AmountInput label={t("new.taxInside")} currency={draft.currency} {...field("tax")} />
        </SimpleGrid>
        {draft.storeId === "" && (
          <Checkbox label={t("new.handedOver")} description={t("new.handedOverHelp")} {...field.tick("isHandedOver")} />
        )}
      </Stack>
    </Card>
  );
}

function NoteAndTags({ draft, onChange }: PartProps) {
  const { t } = useTranslation("orders/page");
  return (
    <Card title={t("new.more")}>
      <Stack gap="sm">
        <NoteInput label={t("note.text")} {...boundText(draft.note, (note) => onChange({ note }))} />
        <TagsInput
          label={t("ownTags")}
          value={[...draft.tags]}
          onChange={(tags) => onChange({ tags })}
          maxTags={50}
          acceptValueOnBlur
        />
      </Stack>
    </Card>
  );
}
