/** The texts that rules mail, kept by name: written, previewed with the newest order, and which rules send them. */
import { Button, Group, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconMail, IconPlus } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { FIELD_KEYS, fieldOf } from "../../../src/commerce/automations/fields.ts";
import { body, hub, ofId } from "../data/hub.ts";
import { reading } from "../data/reading.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useFormAction } from "../ui/action.ts";
import { ConfirmAction } from "../ui/confirm.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { Empty } from "../ui/empty.tsx";
import { boundText } from "../ui/field.ts";
import { LinkAnchor } from "../ui/link.ts";
import { PlainList } from "../ui/plain-list.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { RowActions } from "../ui/row-actions.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { When } from "../ui/when.tsx";
import { Pick } from "./editor/pick.tsx";
import { AutomationFrame } from "./frame.tsx";
import { type MessageTemplate, messageTemplatesQuery } from "./queries.ts";
import { useWording } from "./use-wording.ts";

const WAIT_MS = 300;

export function MessageTemplates() {
  const { t } = useWording();
  const { may } = useSession();
  const found = useQuery(messageTemplatesQuery);
  const [edited, setEdited] = useState<MessageTemplate | "new" | null>(null);
  const [removed, setRemoved] = useState<MessageTemplate | null>(null);
  const templates = found.data ?? [];
  const add = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setEdited("new")}>
      {t("messages.add")}
    </Button>
  );
  const mayEdit = may("manage_members");
  return (
    <AutomationFrame actions={mayEdit && templates.length > 0 && add}>
      {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <RowsSkeleton rows={3} />}
      {found.isSuccess && templates.length === 0 && (
        <Empty
          icon={IconMail}
          title={t("messages.emptyTitle")}
          text={t("messages.emptyText")}
          action={mayEdit && add}
        />
      )}
      {templates.length > 0 && (
        <Stack gap="sm">
          <Group gap={4}>
            <Quiet>{t("messages.text")}</Quiet>
            <Help of="message_template" />
          </Group>
          <Templates templates={templates} mayEdit={mayEdit} onEdit={setEdited} onRemove={setRemoved} />
        </Stack>
      )}
      {edited !== null && (
        <TemplateDialog template={edited === "new" ? null : edited} onClose={() => setEdited(null)} />
      )}
      {removed !== null && <RemoveTemplate template={removed} onClose={() => setRemoved(null)} />}
    </AutomationFrame>
  );
}

interface TemplatesProps {
  readonly templates: readonly MessageTemplate[];
  readonly mayEdit: boolean;
  onEdit(template: MessageTemplate): void;
  onRemove(template: MessageTemplate): void;
}

function Templates({ templates, mayEdit, onEdit, onRemove }: TemplatesProps) {
  const { t } = useWording();
  return (
    <PlainList
      label={t("messages.title")}
      rows={templates}
      columns={(column) => [
        column.title("name", t("messages.name"), ({ name, subject }) => (
          <Stack gap={0} data-template={name}>
            <bdi>{name}</bdi>
            <Text size="xs" c="dimmed" dir="auto">
              {subject}
            </Text>
          </Stack>
        )),
        column.fact("used", t("messages.used"), ({ automations }) =>
          automations.length === 0 ? (
            t("messages.unused")
          ) : (
            <Group gap="xs">
              {automations.map(({ id, name }) => (
                <LinkAnchor key={id} to="/automation/$id" params={{ id }} size="sm">
                  <bdi>{name}</bdi>
                </LinkAnchor>
              ))}
            </Group>
          ),
        ),
        column.fact("changed", t("messages.changed"), ({ updatedAt }) => <When at={updatedAt} />),
      ]}
      {...(mayEdit && {
        actions: (each: MessageTemplate) => (
          <RowActions
            edit={{ label: t("messages.edit", { name: each.name }), onClick: () => onEdit(each) }}
            remove={{ label: t("messages.remove", { name: each.name }), onClick: () => onRemove(each) }}
          />
        ),
      })}
    />
  );
}

type Form = Pick<MessageTemplate, "name" | "subject" | "text">;

function TemplateDialog({ template, onClose }: { readonly template: MessageTemplate | null; onClose(): void }) {
  const { t } = useWording();
  const [form, setForm] = useState<Form>({
    name: template?.name ?? "",
    subject: template?.subject ?? "",
    text: template?.text ?? "",
  });
  const save = useFormAction({
    run: (_: undefined) =>
      template
        ? body(hub.PATCH("/api/message-templates/{id}", { ...ofId(template.id), body: form }))
        : body(hub.POST("/api/message-templates", { body: form })),
    renews: [messageTemplatesQuery.queryKey],
    done: onClose,
  });
  const insert = (field: string) => setForm({ ...form, text: `${form.text}{{${field}}}` });
  return (
    <FormDialog
      help={<Help of="message_template" />}
      size="lg"
      title={template ? t("messages.edit", { name: template.name }) : t("messages.add")}
      label={t("messages.save")}
      isReady={[form.name, form.subject, form.text].every((each) => each.trim() !== "")}
      action={save}
      onSubmit={() => save.start(undefined)}
      onClose={onClose}
    >
      <TextInput
        label={t("messages.name")}
        placeholder={t("messages.example")}
        maxLength={100}
        {...boundText(form.name, (name) => setForm({ ...form, name }))}
      />
      <TextInput
        label={t("parameters.subject")}
        dir="auto"
        maxLength={200}
        {...boundText(form.subject, (subject) => setForm({ ...form, subject }))}
      />
      <Textarea
        label={t("parameters.text")}
        dir="auto"
        autosize
        minRows={5}
        maxRows={14}
        maxLength={5_000}
        {...boundText(form.text, (text) => setForm({ ...form, text }))}
      />
      <Insert onInsert={insert} />
      <Preview subject={form.subject} text={form.text} />
    </FormDialog>
  );
}

/** Fields everybody may read, which a template may fill in. */
const FIELDS = FIELD_KEYS.filter((key) => fieldOf(key).needs === undefined);

function Insert({ onInsert }: { onInsert(field: string): void }) {
  const { t } = useWording();
  return (
    <Pick
      label={t("insert")}
      data={[
        { value: "", label: `${t("insert")} …` },
        ...FIELDS.map((value) => ({ value, label: t(`fields.${value}`) })),
      ]}
      value=""
      onChange={(field) => field !== "" && onInsert(field)}
    />
  );
}

/** What it would say of the newest order. */
function Preview(texts: Pick<Form, "subject" | "text">) {
  const { t } = useWording();
  const [settled] = useDebouncedValue(JSON.stringify(texts), WAIT_MS);
  const preview = useQuery(
    reading(
      ["automations", "message-preview", settled],
      () => hub.POST("/api/message-templates/preview", { body: JSON.parse(settled) as typeof texts }),
      {
        enabled: texts.subject.trim() !== "" && texts.text.trim() !== "",
        placeholderData: keepPreviousData,
        retry: false,
        staleTime: 0,
      },
    ),
  );
  if (preview.isError) return <ProblemNotice error={preview.error} />;
  if (preview.data === undefined) return null;
  const { orderNumber, subject, text } = preview.data;
  return (
    <Stack gap={4} component="section" aria-label={t("messages.preview")} data-preview>
      <Quiet>
        {orderNumber === null ? t("messages.previewEmpty") : t("messages.previewOf", { number: orderNumber })}
      </Quiet>
      <Text size="sm" fw={600} dir="auto">
        {subject}
      </Text>
      <Text size="sm" dir="auto" style={{ whiteSpace: "pre-wrap" }}>
        {text}
      </Text>
    </Stack>
  );
}

function RemoveTemplate({ template, onClose }: { readonly template: MessageTemplate; onClose(): void }) {
  const { t } = useWording();
  return (
    <ConfirmAction
      title={t("messages.remove", { name: template.name })}
      text={t("messages.removeText")}
      label={t("messages.remove", { name: template.name })}
      run={() => body(hub.DELETE("/api/message-templates/{id}", ofId(template.id)))}
      renews={[messageTemplatesQuery.queryKey]}
      onClose={onClose}
    />
  );
}
