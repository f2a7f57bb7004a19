/** What can be done with a customer's record: change it, hand it over, take the person out of it. */
import { Button, Checkbox, Menu, TagsInput, TextInput } from "@mantine/core";
import { IconDownload, IconEraser, IconPencil, IconUsersGroup } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { changedOf } from "../ui/changed.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { boundText, boundTick, fieldsOf } from "../ui/field.ts";
import { MoreMenu } from "../ui/more-menu.tsx";
import { NoteInput } from "../ui/note-input.tsx";
import { MergeDialog } from "./merge-dialog.tsx";
import { type Customer, customerQuery, renew } from "./queries.ts";

interface Props {
  readonly customer: Customer;
  readonly name: string;
}

export function CustomerActions({ customer, name }: Props) {
  const { t } = useTranslation("customers");
  const { may } = useSession();
  const [request, setRequest] = useState<"edit" | "merge" | "erase" | null>(null);
  if (customer.isErased) return null;
  const close = () => setRequest(null);
  return (
    <>
      {may("act_on_orders") && (
        <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setRequest("edit")}>
          {t("edit.action")}
        </Button>
      )}
      {may("act_on_orders") && (
        <Button variant="default" leftSection={<IconUsersGroup size={16} />} onClick={() => setRequest("merge")}>
          {t("merge.action")}
        </Button>
      )}
      {may("manage_members") && (
        <MoreMenu label={t("privacy")}>
          <Menu.Item
            component="a"
            href={`/api/customers/${customer.id}/export`}
            download={`customer-${customer.id}.json`}
            leftSection={<IconDownload size={16} />}
          >
            {t("export")}
          </Menu.Item>
          <Menu.Item color="red" leftSection={<IconEraser size={16} />} onClick={() => setRequest("erase")}>
            {t("erase.action")}
          </Menu.Item>
        </MoreMenu>
      )}
      {request === "edit" && <Edit customer={customer} onClose={close} />}
      {request === "merge" && <MergeDialog customer={customer} onClose={close} />}
      {request === "erase" && <Erase customer={customer} name={name} onClose={close} />}
    </>
  );
}

/** Everything about a person goes, for good: the name has to be written first. */
function Erase({ customer, name, onClose }: Props & { onClose(): void }) {
  const { t } = useTranslation("customers");
  const client = useQueryClient();
  const [typed, setTyped] = useState("");
  const erase = useFormAction({
    run: () => body(hub.POST("/api/customers/{id}/erase", ofId(customer.id))),
    done: async () => {
      await renew(client);
      onClose();
    },
    said: ({ orders }) => t("erase.erasedOrders", { count: orders }),
  });
  return (
    <FormDialog
      help={<Help of="customer_erasure" />}
      isDestructive
      title={t("erase.title")}
      label={t("erase.label")}
      isReady={typed.trim() === name.trim()}
      action={erase}
      onClose={onClose}
    >
      <span>{t("erase.eraseText", { count: customer.orders })}</span>
      <TextInput
        label={t("erase.confirm", { name })}
        {...boundText(typed, setTyped)}
        autoComplete="off"
        data-autofocus
      />
    </FormDialog>
  );
}

function Edit({ customer, onClose }: { readonly customer: Customer; onClose(): void }) {
  const { t } = useTranslation("customers");
  const client = useQueryClient();
  const [form, setForm] = useState({
    name: customer.name ?? "",
    email: customer.email ?? "",
    phone: customer.phone ?? "",
    notes: customer.notes ?? "",
    tags: [...customer.tags],
    acceptsMarketing: customer.acceptsMarketing,
  });
  const [first] = useState(form);
  const orNull = (text: string) => (text.trim() === "" ? null : text.trim());
  const sentOf = ({ name, email, phone, notes, ...others }: typeof form) => ({
    ...{ name: orNull(name), email: orNull(email), phone: orNull(phone), notes: orNull(notes) },
    ...others,
  });
  const save = useFormAction({
    run: () =>
      body(hub.PATCH("/api/customers/{id}", { ...ofId(customer.id), body: changedOf(sentOf(first), sentOf(form)) })),
    done: async (now) => {
      client.setQueryData(customerQuery(customer.id).queryKey, now);
      await renew(client);
      onClose();
    },
    said: t("edit.said"),
  });
  const field = fieldsOf(form, (part) => setForm({ ...form, ...part }));
  return (
    <FormDialog
      help={<Help of="customer" />}
      title={t("edit.title")}
      label={t("edit.label")}
      action={save}
      onClose={onClose}
    >
      <TextInput label={t("columns.name")} maxLength={200} {...field.text("name")} data-autofocus />
      <TextInput
        type="email"
        label={t("columns.email")}
        {...field.text("email")}
        styles={{ input: { direction: "ltr" } }}
      />
      <TextInput
        type="tel"
        label={t("columns.phone")}
        maxLength={40}
        {...field.text("phone")}
        styles={{ input: { direction: "ltr" } }}
      />
      <NoteInput label={t("edit.notes")} maxLength={10_000} {...field.text("notes")} />
      <TagsInput label={t("columns.tags")} {...field("tags")} maxTags={100} acceptValueOnBlur />
      <Checkbox
        label={t("edit.marketing")}
        {...boundTick(form.acceptsMarketing === true, (acceptsMarketing) => setForm({ ...form, acceptsMarketing }))}
        indeterminate={form.acceptsMarketing === null}
      />
    </FormDialog>
  );
}
