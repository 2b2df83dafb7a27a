import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { meQuery } from "../api/auth";
import { presentKey } from "../api/present";
import { ApiError, isTemporary } from "../api/http";

const RETRIES = 2;
const HEAL_MS = 5_000;

/** Lost sessions lead back to the sign-in page wherever they are noticed; only temporary failures are repeated. */
export function createQueryClient(): QueryClient {
  const notice = (error: unknown) => {
    if (error instanceof ApiError && error.status === 401)
      client.setQueryData(meQuery.queryKey, null);
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: notice }),
    mutationCache: new MutationCache({ onError: notice }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (count, error) => count < RETRIES && isTemporary(error),
        refetchOnWindowFocus: false,
        refetchInterval: ({ state }) => (isTemporary(state.error) ? HEAL_MS : false),
      },
    },
  });
  client.setQueryDefaults(presentKey, { gcTime: Infinity });
  return client;
}
