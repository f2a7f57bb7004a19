/** The next orders that are due become a batch, with a cart and somebody who picks it. */
import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { storesQuery } from "../data/reference-data.ts";
import { Help } from "../help/help.tsx";
import { named } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { fieldsOf } from "../ui/field.ts";
import { OneOf } from "../ui/one-of.tsx";
import { WholeNumber } from "../ui/whole-number.tsx";
import { membersOffered, membersQuery } from "./queries.ts";

/** As a cart has totes, mostly. */
const FIRST = 20;
const MOST = 200;

export function NewBatch({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("packing");
  const navigate = useNavigate();
  const { data: stores = [] } = useQuery(storesQuery);
  const { data: members = [] } = useQuery(membersQuery);
  const [draft, setDraft] = useState({ cart: "", storeId: "", assigned: "" });
  const [next, setNext] = useState<number | null>(FIRST);
  const field = fieldsOf(draft, (part) => setDraft({ ...draft, ...part }));
  const create = useFormAction({
    run: () =>
      body(
        hub.POST("/api/pick-batches", {
          body: {
            next: next ?? FIRST,
            cart: draft.cart.trim(),
            ...(draft.storeId !== "" && { storeIds: [draft.storeId] }),
            ...(draft.assigned !== "" && { assignedMemberId: draft.assigned }),
          },
        }),
      ),
    renews: [["pick-batches"]],
    done: ({ id }) => navigate({ to: "/orders/batches/$id", params: { id } }),
  });
  return (
    <FormDialog
      help={<Help of="batch" />}
      title={t("new")}
      label={t("create")}
      action={create}
      isReady={next !== null}
      onClose={onClose}
    >
      <WholeNumber
        label={t("fields.next")}
        description={t("fields.nextHelp")}
        min={1}
        max={MOST}
        value={next}
        onChange={setNext}
      />
      <OneOf
        label={t("fields.channel")}
        options={[{ value: "", label: t("fields.allChannels") }, ...named(stores)]}
        {...field("storeId")}
      />
      <TextInput label={t("columns.cart")} maxLength={40} {...field.text("cart")} />
      <OneOf
        label={t("columns.assignedTo")}
        options={membersOffered(members, t("unassigned"))}
        {...field("assigned")}
      />
    </FormDialog>
  );
}
