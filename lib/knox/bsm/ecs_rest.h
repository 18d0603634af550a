// The object bsm of an ECS document: what the record says and ECS has no field for, under the names and with
// the types of the format json.
#pragma once

#include "knox/bsm/ecs_facts.h"
#include "knox/bsm/ecs_fields.h"
#include "knox/bsm/ecs_texts.h"

namespace knox::bsm {

// ,"bsm":{...}    `facts` were gathered from the record; `subject` may be nullptr. `offset` is the record's
// place in its trail.
void put_ecs_rest(EcsFields& fields, const Record& record, std::uint64_t offset, const EcsFacts& facts,
                  const EcsTexts::OfEvent& event, const EcsTexts::OfSubject* subject, Out& out);

}  // namespace knox::bsm
