/** One product: what it is, its variants with price and stock, its images, and where it is sold. */
import { Button, Stack, Text } from "@mantine/core";
import { usePrefetchQuery, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { HistoryCard } from "../audit/history-card.tsx";
import { ProductAutomationCard } from "../automations/order-card.tsx";
import { productRunsQuery } from "../automations/order-runs-query.ts";
import { categoriesQuery } from "../data/categories.ts";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import { storesQuery } from "../data/reference-data.ts";
import { useSession } from "../data/session.ts";
import { countryName } from "../i18n/choices.ts";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { showNotice, useAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { Facts } from "../ui/facts.tsx";
import { Page } from "../ui/page.tsx";
import { fieldErrors } from "../ui/problem.tsx";
import { Radios } from "../ui/radios.tsx";
import { SaveBar } from "../ui/save-bar.tsx";
import { Status } from "../ui/status.tsx";
import { TwoColumns } from "../ui/two-columns.tsx";
import { When } from "../ui/when.tsx";
import { ChannelsRail } from "./channels-rail.tsx";
import { Clash, differing, isClash } from "./clash.tsx";
import { Content, CustomsFacts } from "./content.tsx";
import { type Draft, draftOf } from "./draft.ts";
import { useIsUploading } from "./image-drop.tsx";
import { ImagesCard } from "./images.tsx";
import { dimensionsOf } from "./measures.tsx";
import { channelsQuery, productQuery, shownQuery } from "./queries.ts";
import { VariantsCard } from "./variants.tsx";

type Item = Shape<"Product">;

const route = getRouteApi("/app/products/$id");

/** What its parts show, asked for beside the product itself. */
function useReadBeside(id: string): void {
  usePrefetchQuery(categoriesQuery);
  usePrefetchQuery(channelsQuery(id));
  usePrefetchQuery(shownQuery(id));
  usePrefetchQuery(storesQuery);
  usePrefetchQuery(productRunsQuery(id));
}

export function Product() {
  const { t, language } = useTranslation("products");
  const { id } = route.useParams();
  useReadBeside(id);
  const { data: product } = useSuspenseQuery(productQuery(id));
  const { may } = useSession();
  const canEdit = may("edit_catalogue");
  const client = useQueryClient();
  const [draft, setDraft] = useState<{ readonly of: Item; readonly change: Partial<Draft> } | null>(null);
  const [isClashing, setClashing] = useState(false);
  const isUploading = useIsUploading();
  const shown = { ...draftOf(product), ...draft?.change };
  const edit = (more: (before: Draft) => Partial<Draft>) =>
    setDraft((before) => {
      const of = before?.of ?? product;
      return { of, change: { ...before?.change, ...more({ ...draftOf(of), ...before?.change }) } };
    });
  const change = (more: Partial<Draft>) => edit(() => more);
  const discard = () => {
    setDraft(null);
    setClashing(false);
  };
  const save = useAction({
    // Only what was changed: two people may work on different fields.
    run: async ({ isOver }: { readonly isOver: boolean }) => {
      const { size, tags, images, ...fields } = draft?.change ?? {};
      const seen = isOver || draft === null ? {} : { ifUpdatedAt: draft.of.updatedAt };
      const sent = {
        ...fields,
        ...(size && { dimensions: dimensionsOf(size) }),
        ...(tags && { attributes: { ...product.attributes, tags: [...tags] } }),
        ...(images && { images: [...images] }),
        ...seen,
      };
      try {
        return await body(hub.PATCH("/api/products/{id}", { ...ofId(id), body: sent }));
      } catch (error) {
        if (!isClash(error)) throw error;
        await client.invalidateQueries({ queryKey: productQuery(id).queryKey });
        setClashing(true);
        return null;
      }
    },
    done: (saved) => {
      if (saved === null) return;
      client.setQueryData(productQuery(id).queryKey, saved);
      discard();
      showNotice(t("saved"));
    },
  });
  return (
    <Page
      title={product.title}
      above={{ label: t("title"), to: "/products" }}
      state={<Status meaning={product.active ? "good" : "neutral"}>{t(product.active ? "active" : "inactive")}</Status>}
      actions={canEdit && <DeleteProduct product={product} />}
    >
      <TwoColumns
        main={
          <>
            <Content shown={shown} isEditable={canEdit} errors={fieldErrors(save.error)} onChange={change} />
            <CustomsFacts shown={shown} isEditable={canEdit} errors={fieldErrors(save.error)} onChange={change} />
            <VariantsCard product={product} isEditable={canEdit} />
            <ImagesCard
              images={shown.images}
              isEditable={canEdit}
              errors={fieldErrors(save.error)}
              onChange={(next) => edit(({ images }) => ({ images: next(images) }))}
            />
            <ProductAutomationCard productId={id} />
            <HistoryCard subject="products" id={id} />
          </>
        }
        side={
          <>
            <ChannelsRail product={product} />
            <Card title={t("facts")}>
              <Facts
                facts={[
                  ...(product.sku === null ? [] : [[t("fields.sku"), product.sku] as const]),
                  [t("fields.created"), <When key="c" at={product.createdAt} />],
                  [t("columns.updated"), <When key="u" at={product.updatedAt} />],
                  ...(product.originCountry === null
                    ? []
                    : [[t("fields.origin"), countryName(product.originCountry, language)] as const]),
                ]}
              />
            </Card>
          </>
        }
      />
      <SaveBar
        isChanged={draft !== null}
        isReady={!isUploading}
        isSaving={save.isRunning}
        onSave={() => save.start({ isOver: false })}
        onUndo={discard}
      />
      {isClashing && draft && (
        <Clash
          fields={differing(draftOf(draft.of), draftOf(product))}
          isRunning={save.isRunning}
          onKeep={() => save.start({ isOver: true })}
          onDiscard={discard}
          onClose={() => setClashing(false)}
        />
      )}
    </Page>
  );
}

const ON_CHANNELS = ["zero", "unpublish", "leave"] as const;

function DeleteProduct({ product }: { readonly product: Item }) {
  const { t } = useTranslation("products");
  const navigate = useNavigate();
  const client = useQueryClient();
  const [isRequested, setRequested] = useState(false);
  const [onChannels, setOnChannels] = useState<(typeof ON_CHANNELS)[number]>("zero");
  const { data: stores = [] } = useQuery(storesQuery);
  const canUnpublish = stores.some(({ abilities }) => abilities?.putProducts === true);
  const choices = ON_CHANNELS.filter((each) => each !== "unpublish" || canUnpublish);
  const remove = useAction({
    run: () => body(hub.DELETE("/api/products/{id}", { params: { path: { id: product.id }, query: { onChannels } } })),
    done: async () => {
      await navigate({ to: "/products" });
      await client.invalidateQueries({ queryKey: ["products"] });
    },
    said: t("delete.done", { title: product.title }),
  });
  return (
    <>
      <Button variant="default" onClick={() => setRequested(true)}>
        {t("delete.title")}
      </Button>
      <Confirm
        isOpen={isRequested}
        title={t("delete.title")}
        text={
          <Stack gap="sm">
            <Text size="sm">{t("delete.text", { count: product.variants.length })}</Text>
            <Radios
              label={t("delete.onChannels")}
              options={worded(choices, (each) => t(`delete.${each}`))}
              value={onChannels}
              onChange={setOnChannels}
            />
          </Stack>
        }
        label={t("delete.button", { title: product.title })}
        action={remove}
        onClose={() => setRequested(false)}
      />
    </>
  );
}
