import { api } from './me.generated';

/** Who is signed in, and what they may do: asked again when a connection comes back, for the role may be another. */
export const { useMeQuery } = api.enhanceEndpoints({ endpoints: { Me: { providesTags: ['Me'] } } });
