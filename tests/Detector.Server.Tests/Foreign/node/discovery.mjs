// What a client finds out without the .proto files, and health.
import assert from 'node:assert/strict';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';
import { collect, failure, health, loading, open, reflection, status, unary } from './contract.mjs';
import { check, settings } from './harness.mjs';
import { assertScored, good } from './pictures.mjs';

const contract = 'detector.v1.DetectionService';

export async function discovery() {
  await check('reflection_lists_services', async () => {
    const { list_services_response: list } = await reflect({ list_services: '' });
    const names = list.service.map((service) => service.name);
    for (const name of [contract, 'grpc.health.v1.Health', 'grpc.reflection.v1.ServerReflection']) {
      assert.ok(names.includes(name), `${name} is not in ${names}.`);
    }
  });

  await check('reflection_is_enough_to_call', async () => {
    const { file_descriptor_response: files } = await reflect({ file_containing_symbol: contract });
    const definition = loader.loadFileDescriptorSetFromBuffer(toDescriptorSet(files.file_descriptor_proto), loading);
    const Client = grpc.loadPackageDefinition(definition).detector.v1.DetectionService;
    const { analysis } = await unary(open(Client, settings.open), 'Analyze', { image: good[1].image });
    assertScored(analysis, good[1]);
    const { error_response: error } = await reflect({ file_containing_symbol: 'no.such.Thing' });
    assert.equal(error.error_code, status.NOT_FOUND);
  });

  await check('health_check', async () => {
    for (const service of ['', contract]) {
      assert.equal((await unary(health(settings.open), 'Check', { service })).status, 'SERVING');
    }
    const told = await failure(unary(health(settings.open), 'Check', { service: 'no.such' }), { withDetails: false });
    assert.equal(told.code, status.NOT_FOUND);
  });

  await check('health_watch', async () => {
    const call = health(settings.open).Watch({ service: '' });
    const states = collect(call);
    await states.count(1);
    call.cancel();
    assert.equal((await states.ended).code, status.CANCELLED);
    assert.deepEqual(states.messages.map((state) => state.status), ['SERVING']);
  });
}

async function reflect(question) {
  const call = reflection(settings.open).ServerReflectionInfo();
  const answers = collect(call);
  call.end(question);
  assert.equal((await answers.ended).code, status.OK);
  assert.equal(answers.messages.length, 1);
  return answers.messages[0];
}

/** google.protobuf.FileDescriptorSet: field 1, again and again. */
function toDescriptorSet(files) {
  return Buffer.concat(files.flatMap((file) => {
    const length = [];
    let left = file.length;
    for (; left > 127; left >>= 7) {
      length.push((left & 127) | 128);
    }
    return [Buffer.from([0x0a, ...length, left]), file];
  }));
}
