/** Drafts of listings: what each lacks, and publishing those that lack nothing. */
import { Button, Menu, Stack, Text } from "@mantine/core";
import { IconPlus, IconTag } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import type { RowOf } from "../data/pages.ts";
import { useSession } from "../data/session.ts";
import { useStoreNames } from "../data/store-names.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Frame } from "../products/frame.tsx";
import { takeToList } from "../products/to-list.ts";
import { Empty } from "../ui/empty.tsx";
import { LinkAnchor } from "../ui/link.ts";
import type { BulkAction } from "../ui/list/bulk-action.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { choice, days } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { RowMenu } from "../ui/more-menu.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { Sentence } from "../ui/sentence.tsx";
import { type Meaning, Status } from "../ui/status.tsx";
import { When } from "../ui/when.tsx";
import { textsOf } from "./grid-values.ts";
import { timeToCome } from "./publish-time.ts";
import { changeDrafts } from "./queries.ts";

const NewDialog = lazy(async () => ({ default: (await import("./new-dialog.tsx")).NewDialog }));
const CopyDialog = lazy(async () => ({ default: (await import("./copy-dialog.tsx")).CopyDialog }));

type DraftRow = RowOf<"/api/listing-drafts">;

const STATES = ["draft", "sending", "waiting", "listed", "refused"] as const;
const MEANING: Record<DraftRow["state"], Meaning> = {
  draft: "neutral",
  sending: "waiting",
  waiting: "waiting",
  listed: "good",
  refused: "failed",
};
/** Problems a row shows; the category's table has all. */
const SHOWN = 3;

export function ListingDraftList() {
  const { t } = useTranslation("listing-drafts");
  const mayEdit = useSession().may("edit_catalogue");
  const { options } = useStoreNames();
  const [products, setProducts] = useState(takeToList);
  const [isNew, setNew] = useState(products.length > 0);
  const [copied, setCopied] = useState<DraftRow | null>(null);
  const start = mayEdit && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setNew(true)}>
      {t("new.action")}
    </Button>
  );
  return (
    <Frame actions={start}>
      <ListScreen
        path="/api/listing-drafts"
        label={t("title")}
        columns={useColumns()}
        nameOf="title"
        filters={[
          { name: "storeId", label: t("columns.channel"), kind: "choice", options },
          choice("state", t("columns.state"), STATES, (value) => t(`state.${value}`)),
          { name: "categoryKey", label: t("columns.category"), kind: "text", isOnlyLinked: true },
          ...days(t("filters.from"), t("filters.before")),
        ]}
        views={[
          { id: "draft", label: t("views.open"), filter: { state: "draft,refused" } },
          { id: "sending", label: t("views.sending"), filter: { state: "sending,waiting" } },
          { id: "listed", label: t("state.listed"), filter: { state: "listed" } },
        ]}
        bulk={useBulk(mayEdit)}
        {...(mayEdit && {
          rowActions: (row: DraftRow) => (
            <RowMenu label={t("more", { title: row.title })}>
              <Menu.Item onClick={() => setCopied(row)}>{t("copy.action")}</Menu.Item>
            </RowMenu>
          ),
        })}
        empty={<Empty icon={IconTag} title={t("empty.title")} text={t("empty.text")} />}
      />
      <Suspense>
        {isNew && (
          <NewDialog
            products={products}
            onClose={() => {
              setNew(false);
              setProducts([]);
            }}
          />
        )}
        {copied && <CopyDialog draft={copied} onClose={() => setCopied(null)} />}
      </Suspense>
    </Frame>
  );
}

function useBulk(mayEdit: boolean): readonly BulkAction[] {
  const { t } = useTranslation("listing-drafts");
  const { zone } = useFormat();
  const [at, setAt] = useState("");
  if (!mayEdit) return [];
  const act = (action: "unschedule" | "delete") => (ids: readonly string[]) =>
    changeDrafts({ action, draftIds: [...ids] });
  return [
    {
      id: "publish",
      label: (count) => t("bulk.publish", { count: count ?? 0 }),
      confirm: (count) => t("bulk.publishText", { count }),
      result: (done, failed) =>
        t(timeToCome(at, zone) === null ? "bulk.published" : "bulk.scheduled", { done, failed }),
      fields: <PublishAt at={at} onChange={setAt} />,
      run: (ids) => {
        const time = timeToCome(at, zone);
        return changeDrafts({ action: "publish", draftIds: [...ids], ...(time !== null && { at: time }) });
      },
    },
    { id: "unschedule", label: () => t("bulk.unschedule"), run: act("unschedule") },
    {
      id: "delete",
      label: (count) => t("bulk.delete", { count: count ?? 0 }),
      confirm: (count) => t("bulk.deleteText", { count }),
      isDestructive: true,
      run: act("delete"),
    },
  ];
}

const PublishAt = lazy(async () => ({ default: (await import("./publish-at.tsx")).PublishAt }));

function useColumns(): readonly Column<DraftRow>[] {
  const { t } = useTranslation("listing-drafts");
  const { nameOf } = useStoreNames();
  const { number } = useFormat();
  return [
    column.title("product", t("columns.product"), ({ title, productId }) => (
      <LinkAnchor to="/products/$id" params={{ id: productId }} size="sm" fw={600} dir="auto">
        {title}
      </LinkAnchor>
    )),
    column.fact("channel", t("columns.channel"), ({ storeId }) => <bdi>{nameOf(storeId)}</bdi>),
    column.fact("category", t("columns.category"), ({ storeId, categoryKey, categoryName }) => (
      <LinkAnchor to="/products/listings/$storeId/$categoryKey" params={{ storeId, categoryKey }} size="sm">
        <bdi>{categoryName ?? categoryKey}</bdi>
      </LinkAnchor>
    )),
    column.state("state", t("columns.state"), ({ state, problemCount }) =>
      state === "draft" && problemCount === 0 ? (
        <Status meaning="good">{t("ready")}</Status>
      ) : (
        <Status meaning={state === "draft" ? "attention" : MEANING[state]}>
          {state === "draft" ? t("lacks", { count: problemCount, number: number(problemCount) }) : t(`state.${state}`)}
        </Status>
      ),
    ),
    column.fact("problems", t("columns.problems"), (row) => <Problems of={row} />),
    column.moment("publishAt", t("columns.publishAt"), (row) => (isPlanned(row) ? row.publishAt : null)),
    column.when("created", t("columns.created"), ({ createdAt }) => createdAt, { isExtra: true }),
  ];
}

/** One whose time has come is being published, which its status says. */
const isPlanned = ({ state, publishAt }: DraftRow): boolean =>
  state === "sending" && publishAt !== null && Date.parse(publishAt) > Date.now();

function Problems({ of: { problems, problemCount, error, isOutdated, checkedAt } }: { readonly of: DraftRow }) {
  const { t } = useTranslation("listing-drafts");
  const texts = textsOf(problems).slice(0, SHOWN);
  const more = problemCount - problems.filter(({ text }) => texts.includes(text)).length;
  return (
    <Stack gap={2}>
      {texts.map((text) => (
        <Text key={text} size="xs">
          <Sentence text={text} />
        </Text>
      ))}
      {more > 0 && <Quiet size="xs">{t("moreProblems", { count: more })}</Quiet>}
      {error !== null && (
        <Text size="xs">
          <Sentence text={error} />
        </Text>
      )}
      {isOutdated && (
        <Quiet size="xs">
          {t("outdated")} <When at={checkedAt} />
        </Quiet>
      )}
    </Stack>
  );
}
