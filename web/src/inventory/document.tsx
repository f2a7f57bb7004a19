/** A stock document: edited while it is a draft, posted to move stock, reversed to move it back. */
import { Button, Group, Stack, Table, Text, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { named } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Actor } from "../ui/actor.tsx";
import { Card } from "../ui/card.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { Facts } from "../ui/facts.tsx";
import { boundText, fieldsOf } from "../ui/field.ts";
import { IconAction } from "../ui/icon-action.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { OneOf } from "../ui/one-of.tsx";
import { Page } from "../ui/page.tsx";
import { SaveBar } from "../ui/save-bar.tsx";
import { TwoColumns } from "../ui/two-columns.tsx";
import { type Variant, VariantPicker } from "../ui/variant-picker.tsx";
import { When } from "../ui/when.tsx";
import { WholeNumber } from "../ui/whole-number.tsx";
import { ChargesCard } from "./charges.tsx";
import { Cost, type Line, LineCost, Total } from "./document-costs.tsx";
import { DocumentState } from "./documents.tsx";
import { documentQuery, useLocations } from "./queries.ts";

type Paper = Shape<"StockDocument">;
type Draft = Pick<Paper, "partner" | "partnerReference" | "reason" | "note" | "date" | "locationId"> & {
  readonly lines: readonly Line[];
};

const route = getRouteApi("/app/inventory/documents/$id");
const draftOf = ({ partner, partnerReference, reason, note, date, locationId, lines }: Paper): Draft => ({
  partner,
  partnerReference,
  reason,
  note,
  date,
  locationId,
  lines,
});

export function StockDocument() {
  const { t } = useTranslation("inventory");
  const { id } = route.useParams();
  const { data: paper } = useSuspenseQuery(documentQuery(id));
  const { may } = useSession();
  const [draft, setDraft] = useState<Draft | null>(null);
  const client = useQueryClient();
  const shown = draft ?? draftOf(paper);
  const isEditable = paper.state === "draft" && may("edit_catalogue");
  const save = useAction({
    run: () =>
      body(
        hub.PATCH("/api/stock-documents/{id}", {
          ...ofId(id),
          body: { ...shown, lines: shown.lines.map(lineInput) },
        }),
      ),
    done: (saved) => {
      client.setQueryData(documentQuery(id).queryKey, saved);
      setDraft(null);
    },
    said: t("documents.saved"),
  });
  return (
    <Page
      title={`${t(`documents.kinds.${paper.kind}`)} ${paper.number}`}
      above={{ label: t("screens.documents"), to: "/inventory/documents" }}
      state={<DocumentState state={paper.state} />}
      actions={may("edit_catalogue") && <InvoiceActions paper={paper} isChanged={draft !== null} />}
    >
      <TwoColumns
        main={<Lines paper={paper} shown={shown} isEditable={isEditable} onChange={setDraft} />}
        side={
          <>
            <Head paper={paper} shown={shown} isEditable={isEditable} onChange={setDraft} />
            {paper.kind === "purchase_invoice" && <ChargesCard paper={paper} />}
          </>
        }
      />
      <SaveBar
        isChanged={draft !== null}
        isSaving={save.isRunning}
        onSave={() => save.start()}
        onUndo={() => setDraft(null)}
      />
    </Page>
  );
}

function lineInput({ variantId, sku, quantity, unitCostMinor, note }: Line) {
  return {
    ...(variantId === null ? { sku } : { variantId }),
    quantity,
    ...(unitCostMinor !== null && { unitCostMinor }),
    ...(note !== "" && { note }),
  };
}

function InvoiceActions({ paper, isChanged }: { readonly paper: Paper; readonly isChanged: boolean }) {
  const { t } = useTranslation("inventory");
  const { number } = useFormat();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [requested, setRequested] = useState<"post" | "reverse" | "delete" | null>(null);
  const params = ofId(paper.id);
  const reserve = async (changed: Paper) => {
    client.setQueryData(documentQuery(paper.id).queryKey, changed);
    await client.invalidateQueries({ queryKey: ["inventory"] });
    setRequested(null);
  };
  const post = useAction({
    run: () => body(hub.POST("/api/stock-documents/{id}/post", params)),
    done: reserve,
    said: t("documents.posted"),
  });
  const reverse = useAction({
    run: () => body(hub.POST("/api/stock-documents/{id}/reverse", params)),
    done: reserve,
    said: t("documents.reversed"),
  });
  const remove = useAction({
    run: () => body(hub.DELETE("/api/stock-documents/{id}", params)),
    done: () => navigate({ to: "/inventory/documents" }),
    said: t("documents.deleted"),
  });
  const act = { post, reverse, delete: remove };
  return (
    <>
      {paper.state === "draft" && (
        <>
          <Button variant="default" onClick={() => setRequested("delete")}>
            {t("documents.delete")}
          </Button>
          <Button disabled={isChanged || paper.lines.length === 0} onClick={() => setRequested("post")}>
            {t("documents.post")}
          </Button>
        </>
      )}
      {paper.state === "posted" && (
        <Button variant="default" onClick={() => setRequested("reverse")}>
          {t("documents.reverse")}
        </Button>
      )}
      {requested && (
        <Confirm
          title={t(`documents.${requested}`)}
          text={t(`documents.${requested}Text`, {
            count: paper.units,
            units: number(paper.units),
            location: paper.locationName,
          })}
          label={t(`documents.${requested}`)}
          isSafe={requested === "post"}
          action={act[requested]}
          onClose={() => setRequested(null)}
        />
      )}
    </>
  );
}

interface EditProps {
  readonly paper: Paper;
  readonly shown: Draft;
  readonly isEditable: boolean;
  onChange(draft: Draft): void;
}

function Lines({ paper, shown, isEditable, onChange }: EditProps) {
  const { t } = useTranslation("inventory");
  const { number } = useFormat();
  const hasCost = paper.kind === "purchase_invoice";
  const set = (index: number, change: Partial<Line>) =>
    onChange({ ...shown, lines: shown.lines.map((line, at) => (at === index ? { ...line, ...change } : line)) });
  return (
    <Card title={t("documents.lines")} isFlush>
      <Table.ScrollContainer minWidth={hasCost ? 520 : 320}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("columns.item")}</Table.Th>
              <Table.Th ta="end">{t("documents.quantity")}</Table.Th>
              {hasCost && <Table.Th ta="end">{t("documents.unitCost")}</Table.Th>}
              {hasCost && <Table.Th ta="end">{t("documents.lineCost")}</Table.Th>}
              {isEditable && <Table.Th aria-label={t("list.rowActions", { ns: "ui" })} />}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.lines.map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: one item may stand on two lines of a draft
              <Table.Tr key={`${line.variantId ?? line.sku} ${index}`}>
                <Table.Td>
                  <Text size="sm" dir="auto">
                    {line.title ?? line.sku}
                  </Text>
                  <Text size="xs" c="dimmed" className="code">
                    {line.sku}
                  </Text>
                  {line.problem !== null && (
                    <Text size="xs" c="var(--mantine-color-error)">
                      {line.problem}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td ta="end">
                  {isEditable ? (
                    <WholeNumber
                      size="xs"
                      w={96}
                      ms="auto"
                      aria-label={`${t("documents.quantity")} ${line.sku}`}
                      value={line.quantity}
                      {...(paper.kind !== "adjustment" && { min: 1 })}
                      onChange={(quantity) => quantity !== null && set(index, { quantity })}
                    />
                  ) : (
                    number(line.quantity)
                  )}
                </Table.Td>
                {hasCost && (
                  <Table.Td ta="end">
                    <Cost
                      line={line}
                      isEditable={isEditable}
                      onChange={(unitCostMinor) => set(index, { unitCostMinor })}
                    />
                  </Table.Td>
                )}
                {hasCost && (
                  <Table.Td ta="end">
                    <LineCost line={line} />
                  </Table.Td>
                )}
                {isEditable && (
                  <Table.Td ta="end">
                    <IconAction
                      icon={IconTrash}
                      label={t("documents.removeLine", { sku: line.sku })}
                      onClick={() => onChange({ ...shown, lines: shown.lines.filter((_, at) => at !== index) })}
                    />
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
          {hasCost && shown.lines.length > 1 && <Total lines={shown.lines} isEditable={isEditable} />}
        </Table>
      </Table.ScrollContainer>
      {isEditable && (
        <Group p="md">
          <VariantPicker
            label={t("documents.addLine")}
            isForMany
            onPick={(variant) => onChange({ ...shown, lines: [...shown.lines, lineOf(variant)] })}
          />
        </Group>
      )}
    </Card>
  );
}

/** As the hub will name it: the product before its variant. */
const lineOf = ({ id, sku, productTitle, title, currency }: Variant): Line => ({
  variantId: id,
  sku,
  title: [productTitle, title].filter((each) => each !== "").join(" "),
  currency,
  quantity: 1,
  unitCostMinor: null,
  landedUnitCost: null,
  note: "",
  problem: null,
});

function Head({ paper, shown, isEditable, onChange }: EditProps) {
  const { t } = useTranslation("inventory");
  const { day } = useFormat();
  const locations = named(useLocations());
  if (!isEditable)
    return (
      <Card title={t("documents.facts")}>
        <Facts
          facts={[
            [t("documents.date"), day(paper.date, true)],
            [t("columns.location"), paper.locationName],
            ...(paper.purchaseOrderId === null
              ? []
              : [
                  [
                    t("documents.purchaseOrder"),
                    <LinkAnchor
                      key="po"
                      to="/inventory/purchase-orders/$id"
                      params={{ id: paper.purchaseOrderId }}
                      size="sm"
                      className="code"
                    >
                      {paper.purchaseOrderNumber}
                    </LinkAnchor>,
                  ] as const,
                ]),
            ...(["partner", "partnerReference", "reason", "note"] as const).flatMap((name) =>
              paper[name] === "" ? [] : [[t(`documents.${name}`), paper[name]] as const],
            ),
            [t("documents.createdBy"), <Actor key="by" actor={paper.createdBy} />],
            ...(paper.postedAt === null
              ? []
              : [[t("documents.postedBy"), <When key="p" at={paper.postedAt} isExact />] as const]),
            ...(paper.reversedAt === null
              ? []
              : [[t("documents.reversedBy"), <When key="r" at={paper.reversedAt} isExact />] as const]),
          ]}
        />
      </Card>
    );
  const text = (name: "partner" | "partnerReference" | "reason" | "note") => (
    <TextInput
      label={t(`documents.${name}`)}
      {...boundText(shown[name], (text) => onChange({ ...shown, [name]: text }))}
    />
  );
  const field = fieldsOf(shown, (part) => onChange({ ...shown, ...part }));
  return (
    <Card title={t("documents.facts")}>
      <Stack gap="sm">
        <TextInput type="date" label={t("documents.date")} {...field.text("date")} />
        <OneOf label={t("columns.location")} options={locations} {...field("locationId")} />
        {paper.kind === "adjustment" ? text("reason") : text("partner")}
        {paper.kind !== "adjustment" && text("partnerReference")}
        {text("note")}
      </Stack>
    </Card>
  );
}
