// Calls the server with @grpc/grpc-js and says of each check whether it went well. Started by the tests.
import { closeAll } from './contract.mjs';
import { keys } from './access.mjs';
import { discovery } from './discovery.mjs';
import { terminated, underLoad } from './load.mjs';
import { singleCalls } from './single.mjs';
import { manyPictures } from './stream.mjs';

for (const part of [singleCalls, manyPictures, keys, discovery, underLoad, terminated]) {
  await part();
}
closeAll();
process.exit(0);
